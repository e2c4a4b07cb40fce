/* SPDX-License-Identifier: MIT */
/* Encodings, UTF-8, and functions that examine text. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text/base64.h"
#include "core/base/text/encode.h"
#include "core/base/text/text.h"
#include "core/base/text/utf8.h"
#include "tests/harness.h"

typedef void encoder(otk_buffer *out, const void *data, size_t size);
typedef void text_encoder(otk_buffer *out, const char *text, size_t size);

static void check_encoded(encoder *encode, const char *text, const char *wanted)
{
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	encode(&out, text, strlen(text));
	CHECK_STR(out.data ? out.data : "", wanted);
	otk_buffer_free(&out);
}

/* The vectors of RFC 4648, section 10. */
static void base64_vectors(void)
{
	static const char *const plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
	static const char *const coded[] = {
		"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
	static const char *const url[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};

	for (size_t i = 0; i < OTK_COUNT_OF(plain); i++) {
		check_encoded(otk_base64_encode, plain[i], coded[i]);
		check_encoded(otk_base64url_encode, plain[i], url[i]);
		CHECK_INT(otk_base64_size(strlen(plain[i]), true), strlen(coded[i]));
		CHECK_INT(otk_base64_size(strlen(plain[i]), false), strlen(url[i]));
	}
	check_encoded(otk_base64_encode, "\xfb\xef\xff", "++//");
	check_encoded(otk_base64url_encode, "\xfb\xef\xff", "--__");
}

/* In place, for every length that is split differently. */
/* Encodes digit by digit; shares no code with the tested function. */
static char digit_at(const unsigned char *bytes, size_t size, size_t place, const char *alphabet)
{
	unsigned value = 0;

	for (size_t bit = place * 6; bit < place * 6 + 6; bit++)
		value = value * 2 +
			(bit / 8 < size ? ((unsigned)bytes[bit / 8] >> (7 - bit % 8)) & 1u : 0u);
	return alphabet[value];
}

/* Long texts are processed in steps: every length, every byte, both alphabets. */
static void base64_of_every_length(void)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char bytes[300];
	char alphabet[65];

	for (size_t place = 0; place < sizeof(bytes); place++)
		bytes[place] = (unsigned char)(place * 167 + place / 7 * 31);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		otk_buffer url, standard;
		bool same = true;

		otk_buffer_init(&url, 1000);
		otk_buffer_init(&standard, 1000);
		otk_base64url_encode(&url, bytes, size);
		otk_base64_encode(&standard, bytes, size);
		for (size_t place = 0; place < url.size; place++) {
			snprintf(alphabet, sizeof(alphabet), "%s-_", letters);
			same &= url.data[place] == digit_at(bytes, size, place, alphabet);
			snprintf(alphabet, sizeof(alphabet), "%s+/", letters);
			same &= standard.data[place] == digit_at(bytes, size, place, alphabet);
		}
		CHECK_CASE(same && url.size == (size * 4 + 2) / 3, "base64 of %zu bytes", size);
		otk_buffer_free(&url);
		otk_buffer_free(&standard);
	}
}

static void base64_in_place(void)
{
	char bytes[64];
	otk_buffer apart, place;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 37 + 11);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		otk_buffer_init(&apart, 1000);
		otk_buffer_init(&place, 1000);
		otk_buffer_add_text(&apart, "head.");
		otk_base64url_encode(&apart, bytes, size);
		otk_buffer_add_text(&place, "head.");
		otk_buffer_add(&place, bytes, size);
		otk_base64url_encode_end(&place, 5);
		CHECK_STR(place.data, apart.data);
		otk_buffer_clear(&apart);
		otk_buffer_clear(&place);
		otk_base64_encode(&apart, bytes, size);
		otk_buffer_add(&place, bytes, size);
		otk_base64_encode_end(&place, 0);
		CHECK_STR(place.data, apart.data);
		otk_buffer_free(&apart);
		otk_buffer_free(&place);
	}
}

static bool decodes(
	bool (*decode)(otk_buffer *, const char *, size_t), const char *text, const char *wanted)
{
	otk_buffer out;
	bool good;

	otk_buffer_init(&out, 1000);
	good = decode(&out, text, strlen(text));
	if (good && wanted)
		good = out.size == strlen(wanted) && memcmp(out.data, wanted, out.size) == 0;
	otk_buffer_free(&out);
	return good;
}

static void base64_decoding(void)
{
	static const char *const refused[] = {"Z", "Zm9vY", "Zm9v!",
		"Zg=", "Zg===", "=Zg=", "Z===", "Zh==", "Zm9=", "Zm9", "Zm 9", "Zm9v\n",
		"\xc3\xa9g=="};

	CHECK(decodes(otk_base64_decode, "Zm9vYg==", "foob"));
	CHECK(decodes(otk_base64_decode, "Zm9vYg", "foob"));
	CHECK(decodes(otk_base64_decode, "++//", "\xfb\xef\xff"));
	CHECK(decodes(otk_base64_decode, "-_-_", NULL));
	CHECK(decodes(otk_base64_decode, "", ""));
	CHECK(decodes(otk_base64url_decode, "--__", "\xfb\xef\xff"));
	CHECK(!decodes(otk_base64url_decode, "++//", NULL));
	CHECK(!decodes(otk_base64url_decode, "Zm9vYg==", NULL));
	for (size_t i = 0; i < OTK_COUNT_OF(refused); i++)
		CHECK_CASE(!decodes(otk_base64_decode, refused[i], NULL), "\"%s\" was decoded",
			refused[i]);
}

/* Decodes every length; then with one invalid character at each offset. */
static void base64_decoding_of_every_length(void)
{
	static const char spoilers[] = "+/=!.,@[`{\x7f\x80\xff";
	unsigned char bytes[200];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(i * 167 + i / 7 * 31);
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		otk_buffer coded, back;

		otk_buffer_init(&coded, 1000);
		otk_buffer_init(&back, 1000);
		otk_base64url_encode(&coded, bytes, size);
		CHECK(otk_base64url_decode(&back, coded.data, coded.size));
		CHECK_CASE(back.size == size && memcmp(back.data, bytes, size) == 0,
			"base64url of %zu bytes", size);
		otk_buffer_clear(&coded);
		otk_buffer_clear(&back);
		otk_base64_encode(&coded, bytes, size);
		CHECK(otk_base64_decode(&back, coded.data, coded.size));
		CHECK_CASE(back.size == size && memcmp(back.data, bytes, size) == 0,
			"base64 of %zu bytes", size);
		otk_buffer_free(&coded);
		otk_buffer_free(&back);
	}
	for (size_t at = 0; at < 63; at++)
		for (size_t i = 0; i < sizeof(spoilers); i++) { /* the NUL included */
			char text[] =
				"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUI";
			otk_buffer out;
			bool standard = i < 2, last = at == 62;

			otk_buffer_init(&out, 1000);
			text[at] = spoilers[i];
			CHECK_CASE(!otk_base64url_decode(&out, text, 63), "url: \"%.63s\"", text);
			/* The last digit has unused bits. */
			CHECK_CASE(otk_base64_decode(&out, text, 63) == (standard && !last),
				"\"%.63s\"", text);
			otk_buffer_free(&out);
		}
}

static void check_text(text_encoder *encode, const char *text, const char *wanted)
{
	otk_buffer out;

	otk_buffer_init(&out, 1000);
	encode(&out, text, strlen(text));
	CHECK_STR(out.data ? out.data : "", wanted);
	otk_buffer_free(&out);
}

static void addresses_and_forms(void)
{
	check_text(otk_percent_encode, "aZ09-._~", "aZ09-._~");
	check_text(otk_percent_encode, "a b/c?d#e%f+é", "a%20b%2Fc%3Fd%23e%25f%2B%C3%A9");
	check_text(otk_form_encode, "aZ09-._~ *+&=é", "aZ09-._%7E+%2A%2B%26%3D%C3%A9");
	check_text(otk_percent_encode, "", "");
	CHECK(decodes(otk_form_decode, "a+b%20c%C3%a9", "a b cé"));
	CHECK(!decodes(otk_form_decode, "%", NULL));
	CHECK(!decodes(otk_form_decode, "%4", NULL));
	CHECK(!decodes(otk_form_decode, "%zz", NULL));
	check_encoded(otk_hex_encode, "\x01\xab\xff", "01abff");
}

static void utf8_length(void)
{
	static const struct {
		const char *text;
		int64_t length;
	} cases[] = {
		{"", 0},
		{"abc", 3},
		{"0123456789abcdef", 16},
		{"0123456é89abcdef", 16},
		{"é€😀", 3},
		{"\xf4\x8f\xbf\xbf", 1},
		{"\xc0\xaf", -1},         /* overlong */
		{"\xe0\x9f\xbf", -1},     /* overlong */
		{"\xf0\x8f\xbf\xbf", -1}, /* overlong */
		{"\xed\xa0\x80", -1},     /* a surrogate */
		{"\xf4\x90\x80\x80", -1}, /* beyond U+10FFFF */
		{"\xff", -1},
		{"abc\xc3", -1}, /* cut off */
		{"\xe2\x82", -1},
		{"\x80", -1},
		{"0123456789\x80", -1},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++)
		CHECK_INT(otk_utf8_length(cases[i].text, strlen(cases[i].text)), cases[i].length);
}

static void utf8_cut(void)
{
	static const char text[] = "aé€😀"; /* 1 + 2 + 3 + 4 bytes */
	static const size_t ends[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};

	for (size_t max = 0; max < OTK_COUNT_OF(ends); max++)
		CHECK_INT(otk_utf8_cut(text, strlen(text), max), ends[max]);
}

static void words(void)
{
	const char *list = "a|bc|", *word;
	size_t size;

	CHECK(otk_word_in("subscriber|publisher", "publisher", 9));
	CHECK(!otk_word_in("subscriber|publisher", "publish", 7));
	CHECK(!otk_word_in("a|b", "a|b", 3));
	CHECK(otk_word_next(&list, &word, &size));
	CHECK_INT(size, 1);
	CHECK(otk_word_next(&list, &word, &size));
	CHECK(size == 2 && memcmp(word, "bc", 2) == 0);
	CHECK(!otk_word_next(&list, &word, &size));
}

static void numbers(void)
{
	static const struct {
		const char *text;
		bool good;
		int64_t number;
	} cases[] = {
		{"0", true, 0},
		{"-12", true, -12},
		{"007", true, 7},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"99999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"+1", false, 0},
		{"1 ", false, 0},
		{"0x1", false, 0},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		int64_t number = 0;

		CHECK_CASE(otk_parse_int(cases[i].text, strlen(cases[i].text), &number) ==
				   cases[i].good,
			"\"%s\"", cases[i].text);
		CHECK_INT(number, cases[i].number);
	}
}

static void ids_and_addresses(void)
{
	CHECK(otk_is_uuid("29f760f8-7ce1-46c9-ade3-f2dedee4ed5f"));
	CHECK(otk_is_uuid("29F760F8-7CE1-46C9-ADE3-F2DEDEE4ED5F"));
	CHECK(!otk_is_uuid("29f760f8-7ce1-46c9-ade3-f2dedee4ed5"));
	CHECK(!otk_is_uuid("29f760f8-7ce1-46c9-ade3-f2dedee4ed5f0"));
	CHECK(!otk_is_uuid("29f760f8_7ce1-46c9-ade3-f2dedee4ed5f"));
	CHECK(!otk_is_uuid(""));
	CHECK(otk_is_ipv4("127.0.0.1"));
	CHECK(otk_is_ipv4("255.255.255.255"));
	CHECK(!otk_is_ipv4("256.0.0.1"));
	CHECK(!otk_is_ipv4("1.2"));
	CHECK(!otk_is_ipv4("010.1.1.1"));
	CHECK(!otk_is_ipv4("1.2.3.4.5"));
	CHECK(!otk_is_ipv4("1.2.3.4 "));
	CHECK(!otk_is_ipv4(""));
	CHECK(otk_is_path_id("8b732909-0a06-46a2-8ea8-074e64d43422"));
	CHECK(otk_is_path_id("...") && otk_is_path_id("a.b"));
	CHECK(!otk_is_path_id("") && !otk_is_path_id(".") && !otk_is_path_id(".."));
	CHECK(!otk_is_path_id("a/b") && !otk_is_path_id("a?b") && !otk_is_path_id("a#b"));
	CHECK(!otk_is_path_id("a%2fb") && !otk_is_path_id("a\nb") && !otk_is_path_id("a\x7f"));
}

/* Any pair of bytes: only letters of ASCII have a case. */
static void equal_but_for_case(void)
{
	for (int a = 0; a < 256; a++)
		for (int b = 0; b < 256; b++) {
			const char one[] = {'x', (char)a, '\0'}, other[] = {'X', (char)b, '\0'};
			const bool letter = (a | 0x20) >= 'a' && (a | 0x20) <= 'z';
			const bool same = a == b || (letter && (a | 0x20) == (b | 0x20));

			CHECK_CASE(otk_ascii_equal(one, other, SIZE_MAX) == same, "%d, %d", a, b);
		}
	CHECK(otk_ascii_equal("Https://x", "hTTPs://y", 8));
	CHECK(!otk_ascii_equal("Https://x", "hTTPs://y", 9));
	CHECK(!otk_ascii_equal("abc", "ab", SIZE_MAX));
	CHECK(!otk_ascii_equal("ab", "abc", SIZE_MAX));
	CHECK(otk_ascii_equal("abc", "xyz", 0));
	CHECK(otk_ascii_equal("", "", 5));
}

int main(void)
{
	return OTK_TEST_MAIN("base/text", TEST(base64_vectors), TEST(base64_of_every_length),
		TEST(base64_in_place), TEST(base64_decoding), TEST(base64_decoding_of_every_length),
		TEST(addresses_and_forms), TEST(utf8_length), TEST(utf8_cut), TEST(words),
		TEST(numbers), TEST(ids_and_addresses), TEST(equal_but_for_case));
}
