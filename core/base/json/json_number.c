/* SPDX-License-Identifier: MIT */
/* Numbers of JSON text as integers. */
#include "config.h"

#include "core/base/json/json_number.h"

#include "core/base/attributes.h"
#include "core/base/text/text.h"

static inline const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

const char *otk_json_number_end(const char *at, const char *end)
{
	const char *digits;

	if (at < end && *at == '-')
		at++;
	digits = at;
	at = skip_digits(at, end);
	if (at == digits || (*digits == '0' && at - digits > 1))
		return NULL;
	if (at < end && *at == '.') {
		digits = ++at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	if (at < end && (*at == 'e' || *at == 'E')) {
		at++;
		if (at < end && (*at == '+' || *at == '-'))
			at++;
		digits = at;
		at = skip_digits(at, end);
		if (at == digits)
			return NULL;
	}
	return at;
}

#include "core/base/cold.h"

/* The exponent that follows a mantissa; 0: none. Huge ones are cut: all of them overflow. */
OTK_COLD static int64_t read_exponent(const char *at, const char *end)
{
	const int64_t most = INT64_C(1) << 40;
	bool negative = false;
	int64_t exponent = 0;

	if (at == end)
		return 0;
	at++; /* the e */
	if (*at == '+' || *at == '-')
		negative = *at++ == '-';
	for (; at < end && exponent < most; at++)
		exponent = exponent * 10 + (*at - '0');
	return negative ? -exponent : exponent;
}

/* Whether any digit of the rest of a mantissa is not zero. */
OTK_COLD static bool has_fraction(const char *at, const char *end)
{
	for (; at < end; at++)
		if (*at != '0' && *at != '.')
			return true;
	return false;
}

/*
 * A checked number as an integer: the digits before the point once the exponent has moved it.
 * *fraction: digits after it that are not zero. false: above the limit.
 */
OTK_COLD static bool int_by_digits(
	const char *at, const char *end, uint64_t limit, uint64_t *number, bool *fraction)
{
	const char *mantissa_end = at, *point = NULL;
	uint64_t value = 0;
	int64_t left;

	for (; mantissa_end < end && (*mantissa_end | 0x20) != 'e'; mantissa_end++)
		if (*mantissa_end == '.')
			point = mantissa_end;
	left = (point ? point : mantissa_end) - at + read_exponent(mantissa_end, end);
	for (; left > 0 && (value || at < mantissa_end); at += at < mantissa_end) {
		uint64_t digit = 0;

		if (at < mantissa_end) {
			if (*at == '.')
				continue;
			digit = (uint64_t)(*at - '0');
		}
		if (value > (limit - digit) / 10)
			return false;
		value = value * 10 + digit;
		left--;
	}
	*number = value;
	*fraction = has_fraction(at, mantissa_end);
	return true;
}

OTK_COLD static bool int_value(const char *text, size_t size, int64_t *number, bool *fraction)
{
	const char *end = text + size;
	const bool negative = size && *text == '-';
	uint64_t value = 0;

	if (otk_json_number_end(text, end) != end ||
		!int_by_digits(
			text + negative, end, (uint64_t)INT64_MAX + negative, &value, fraction))
		return false;
	*number = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

bool otk_json_int_value(const char *text, size_t size, int64_t *number)
{
	bool fraction;

	return int_value(text, size, number, &fraction);
}

bool otk_json_whole_value(const char *text, size_t size, int64_t *number)
{
	bool fraction;
	int64_t value;

	if (!int_value(text, size, &value, &fraction) || fraction)
		return false;
	*number = value;
	return true;
}

bool otk_parse_whole(const char *text, size_t size, int64_t *number)
{
	return otk_parse_int(text, size, number) || otk_json_whole_value(text, size, number);
}
