/* SPDX-License-Identifier: MIT */
/* A span as OTLP in JSON. One is made for each request, so it consists of a few copies. */
#include <endian.h>
#include <string.h>

#include "plugins/metrics/otlp.h"

/* These write without a check; the caller has reserved the space. */
static char *put_bytes(char *to, const char *data, size_t size)
{
	memcpy(to, data, size);
	return to + size;
}
#define PUT(to, literal) put_bytes(to, literal, sizeof(literal) - 1)

/* Eight digits at a time: each nibble gets a byte, to which the code of its digit is added. */
static char *put_hex(char *to, uint64_t number)
{
	for (int half = 32; half >= 0; half -= 32) {
		uint64_t x = number >> half & UINT64_C(0xffffffff), letters;

		x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
		x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
		x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
		letters = (x + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
		x = htobe64(x + UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10));
		to = put_bytes(to, (const char *)&x, sizeof(x));
	}
	return to;
}

/*
 * Writes eight digits with few divisions: the number is split into two halves of four digits, both
 * of them into two pairs at once, and all pairs into single digits at once.
 */
static char *put_digits(char *to, uint32_t number)
{
	uint64_t x = number / 10000 | (uint64_t)(number % 10000) << 32, tens;

	tens = (x * 5243 >> 19) & UINT64_C(0x0000007f0000007f); /* / 100 */
	x = tens | (x - tens * 100) << 16;
	tens = (x * 103 >> 10) & UINT64_C(0x000f000f000f000f); /* / 10 */
	x = htole64((tens | (x - tens * 10) << 8) + UINT64_C(0x3030303030303030));
	return put_bytes(to, (const char *)&x, sizeof(x));
}

/* 13 digits are enough until the year 2286. */
static char *put_ms(char *to, int64_t ms)
{
	char high[8];

	put_digits(high, (uint32_t)(ms / 100000000));
	to = put_digits(put_bytes(to, high + 3, 5), (uint32_t)(ms % 100000000));
	return PUT(to, "000000");
}

#define EACH_BYTE(byte)   (UINT64_C(0x0101010101010101) * (byte))
#define HAS_LESS(x, byte) (((x)-EACH_BYTE(byte)) & ~(x)&EACH_BYTE(0x80))
#define HAS(x, byte)      HAS_LESS((x) ^ EACH_BYTE(byte), 1)

/*
 * Returns false if a URL needs escapes; the library percent-encodes what it inserts into one. Eight
 * bytes at a time.
 */
static bool is_plain(const char *url, size_t *size)
{
	uint64_t bad = 0, x;
	size_t at = 0;

	*size = strlen(url);
	for (; at + sizeof(x) <= *size; at += sizeof(x)) {
		memcpy(&x, url + at, sizeof(x));
		bad |= HAS_LESS(x, ' ' + 1) | HAS(x, '"') | HAS(x, '\\');
	}
	for (; at < *size; at++)
		bad |= (uint64_t)((unsigned char)url[at] <= ' ' || url[at] == '"' ||
				  url[at] == '\\');
	return !bad;
}

#define SPAN_REST 256 /* bytes of the ids, the times and the names around them */

bool otk_metrics_otlp_span(text *out, const otlp_span *span)
{
	const size_t before = out->size;
	const text *beginning = otk_metrics_otlp_beginning(span->series);
	size_t url_size;
	char *to;

	if (!is_plain(span->attempt->url, &url_size) || beginning->failed ||
		!otk_metrics_text_reserve(out, beginning->size + url_size + SPAN_REST))
		goto failed;
	to = out->data + out->size;
	if (out->size && to[-1] == '}')
		*to++ = ',';
	to = PUT(to, "{\"traceId\":\"");
	to = put_hex(to, span->trace_id[0]);
	to = put_hex(to, span->trace_id[1]);
	to = PUT(to, "\",\"spanId\":\"");
	to = put_hex(to, span->span_id);
	to = PUT(to, "\",\"startTimeUnixNano\":\"");
	to = put_ms(to, span->start_ms);
	to = PUT(to, "\",\"endTimeUnixNano\":\"");
	to = put_ms(to, span->end_ms);
	to = put_bytes(to, beginning->data, beginning->size);
	to = put_bytes(to, span->attempt->url, url_size);
	to = PUT(to, "\"}}");
	out->size = (size_t)(to - out->data);
	otk_metrics_otlp_rare(out, span->attempt);
	otk_metrics_text_add(out, "]}", 2);
	/* otk_metrics_otlp_end() must not fail. */
	if (otk_metrics_text_reserve(out, OTLP_END_SIZE))
		return true;
failed:
	otk_metrics_text_cut(out, before);
	return false;
}
