/* SPDX-License-Identifier: MIT */
/* Redaction hides secrets and keeps other text: data, sentences, quoted values. */
#include "config.h"

#include "core/base/error/redact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/quote.h"
#include "core/base/error/redact_known.h"
#include "core/base/text/base64.h"

#include "tests/harness.h"

#define DER_TEXT "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
#define JWT      "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxIn0.AbC-_9"

/* The text ends where its memory ends, so that AddressSanitizer reports a read beyond it. */
static void check_by(void (*redact)(otk_buffer *out, const char *text, size_t size),
	const char *text, const char *wanted)
{
	const size_t size = strlen(text);
	char *copy = malloc(size);
	otk_buffer out;

	if (!CHECK(copy))
		return;
	memcpy(copy, text, size);
	otk_buffer_init(&out, 10000);
	redact(&out, copy, size);
	CHECK_STR(out.data ? out.data : "", wanted);
	otk_buffer_free(&out);
	free(copy);
}

static void redact_names_too(otk_buffer *out, const char *text, size_t size)
{
	otk_redact(out, text, size, true);
}

static void check(const char *text, const char *wanted)
{
	check_by(redact_names_too, text, wanted);
}

static void redact_whole_sentence(otk_buffer *out, const char *text, size_t size)
{
	otk_redact_sentence(out, text, size, false);
}

static void check_sentence(const char *text, const char *wanted)
{
	check_by(redact_whole_sentence, text, wanted);
}

static void members(void)
{
	check("{\"api_secret\":\"a\\\"b\",\"ok\":\"c\"}", "{\"api_secret\":\"***\",\"ok\":\"c\"}");
	check("{\"token\" : \"x\"}", "{\"token\" : \"***\"}");
	check("{\"token\":null,\"n\":1}", "{\"token\":null,\"n\":1}");
	check("{\"password\":12,\"n\":1}", "{\"password\":***,\"n\":1}");
	check("{\"secretKey\":\"a\",\"accountKey\":\"b\",\"streamName\":\"c\"}",
		"{\"secretKey\":\"***\",\"accountKey\":\"***\",\"streamName\":\"***\"}");
	check("{\"auth\":{\"username\":\"u\",\"password\":\"p\"}}",
		"{\"auth\":{\"username\":\"u\",\"password\":\"***\"}}");
	check("{\"secret\":{\"a\":1}}", "{\"secret\":{\"a\":1}}");
	/* JSON inside a string, and a text that was cut off. */
	check("{\"b\":\"{\\\"secret\\\":\\\"abc\\\",\\\"q\\\":1}\"}",
		"{\"b\":\"{\\\"secret\\\":\\\"***\\\",\\\"q\\\":1}\"}");
	check("{\"secret\":\"abc", "{\"secret\":\"***");
	check("{\"secret\":\"abc\\\\\",\"x\":1}", "{\"secret\":\"***\",\"x\":1}");
	check("{\"secrets_of_a_name\":\"kept\"}", "{\"secrets_of_a_name\":\"kept\"}");
}

static void tokens(void)
{
	check("say " JWT " end", "say *** end");
	check("{\"x\":\"" JWT "\"}", "{\"x\":\"***\"}");
	check("T1==cGFydG5lcl9pZD0x+/= end", "*** end");
	check("eyJ alone, T1= too", "eyJ alone, T1= too");
	check("eyJhb.c eyJhbc.d", "eyJhb.c ***");
	check("jwteyJhbGciOi.x", "jwteyJhbGciOi.x");
}

static void headers_and_forms(void)
{
	check("Authorization: Bearer a.b c\r\nHost: h", "Authorization: ***  Host: h");
	check("X-OPENTOK-AUTH: abc\nA: b", "X-OPENTOK-AUTH: *** A: b");
	/* A header in place of a value: its name must not be taken for the value. */
	check("\"secret\":\nX-OPENTOK-AUTH: abc\nA: b", "\"secret\": *** A: b");
	check("{\"password\": token: abc, x\nA: b", "{\"password\": *** A: b");
	check("a=1&token=x%20y&b=2", "a=1&token=***&b=2");
	check("https://h/p?X-Amz-Signature=abc&b=1", "https://h/p?X-Amz-Signature=***&b=1");
	check("http://user:pw@proxy:3128/", "http://***@proxy:3128/");
	check("https://host/a@b", "https://***@b");
	check("https://host/a?b#c", "https://host/a?b#c");
}

/* The password of a URL ends at the last '@' and may contain any characters. */
static void passwords_of_urls(void)
{
	static const char *const odd[] = {"p#w", "p/w", "p?w", "p w", "p@w", "p:w", "p\"w", "p'w",
		"p\\w", "p\xc3\xa9w", "#", "p%40w", "p[w", "p;w", "p,w", "a://b", "=&"};
	char text[100];

	for (size_t i = 0; i < OTK_COUNT_OF(odd); i++) {
		snprintf(text, sizeof(text), "proxy http://user:%s@127.0.0.1:1 failed", odd[i]);
		check(text, "proxy http://***@127.0.0.1:1 failed");
		check_sentence(text, "proxy http://***@127.0.0.1:1 failed");
		snprintf(text, sizeof(text), "{\"u\":\"socks5h://%s@h\",\"m\":\"x@y\"}", "u:p#w");
		check(text, "{\"u\":\"socks5h://***@h\",\"m\":\"x@y\"}");
	}
	check("see https://a.example/x, or http://u:p@b/",
		"see https://a.example/x, or http://***@b/");
	check("proxy user:sEcR#eT@127.0.0.1:1", "proxy user:***@127.0.0.1:1");
	check("to sip:user@example.com;transport=tls", "to sip:user@example.com;transport=tls");
	check("to sip:user:pw@example.com", "to sip:user:***@example.com");
	check("mail a@b at 12:30", "mail a@b at 12:30");
	check("key: value@x", "key: value@x");
}

static void every_name(void)
{
	static const char *const names[] = {"accessKey", "account_key", "Authorization",
		"Set-Cookie", "credential", "credentials", "jwt", "X-OPENTOK-AUTH",
		"X-TB-PARTNER-AUTH", "passcode", "passphrase", "password", "passwd", "privateKey",
		"private_key_pem", "pwd", "api_secret", "secrets", "secretKey",
		"sharedAccessSignature", "streamName", "SESSION-TOKEN", "tokens", "pin", "PIN",
		"sig", "Bearer", "encryption_key", "sharedKey", "signing-key", "streamKeys"};
	static const char *const others[] = {"spin", "sigs", "secretary", "tokenize", "key", "id",
		"name", "passwordless", "author"};
	char text[100], wanted[100];

	for (size_t i = 0; i < OTK_COUNT_OF(names); i++) {
		snprintf(text, sizeof(text), "{\"%s\":\"hush\",\"n\":1}", names[i]);
		snprintf(wanted, sizeof(wanted), "{\"%s\":\"***\",\"n\":1}", names[i]);
		check(text, wanted);
		check_sentence(text, text);
	}
	for (size_t i = 0; i < OTK_COUNT_OF(others); i++) {
		snprintf(text, sizeof(text), "{\"%s\":\"shown\"}", others[i]);
		check(text, text);
	}
	check("{\"secrets\":[\"a\",\"b]\",7],\"n\":[1]}", "{\"secrets\":[***],\"n\":[1]}");
	check("{\"tokens\":[{\"token\":\"a\",\"n\":1}]}",
		"{\"tokens\":[{\"token\":\"***\",\"n\":1}]}");
	check("{\"secret\":[\"a", "{\"secret\":[***");
	check("{\"secret\":\n  \"a\"}", "{\"secret\":   \"***\"}");
	/* A longer name than is looked at: its end counts. */
	check("x23456789_123456789_123456789_123456789_123456789_123456789_123456789_secret=a&b=1",
		"x23456789_123456789_123456789_123456789_123456789_123456789_123456789_secret=***&b=1");
}

/* A key has several lines, also where another secret would end with the first of them. */
static void keys_inside_values(void)
{
#define PEM "-----BEGIN PRIVATE KEY-----\nMIIE\nx7Qh\n-----END PRIVATE KEY-----"
	check("password: " PEM "\nb: 1", "password: *** b: 1");
	check("private_key=" PEM "&b=1", "private_key=***&b=1");
	check("token: a" PEM " b", "token: *** b");
	check("password: a\nb: " PEM, "password: *** b: ***");
	check("passwords://h" PEM "x", "passwords:***x");
	check("T1==" PEM " b", "*** b");
	check("eyJhbGciOiJI.eyJ" PEM " b", "*** b");
	check("x://user" PEM "@h b", "x://user***@h b");
	check("user:pass" PEM "@h b", "user:pass***@h b");
	check("password: " PEM " " PEM " b", "password: *** *** b");
	check("password: -----BEGIN PRIVATE KEY-----\nMIIE\nx7Qh", "password: ***");
	check("{\"password\":\"a" PEM "\",\"b\":1}", "{\"password\":\"***\",\"b\":1}");
	check_sentence("password " PEM " b", "password *** b");
	/* Not the first line of a key that is only mentioned. */
	check("-----BEGIN x\",\"apiSecret\":\"s\",\"-----'",
		"-----BEGIN x\",\"apiSecret\":\"***\",\"-----'");
#undef PEM
}

static void private_keys(void)
{
	check("{\"k\":\"-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE "
	      "KEY-----\\n\",\"a\":1}",
		"{\"k\":\"***\\n\",\"a\":1}");
	check("x\\n-----BEGIN RSA PRIVATE KEY-----\\nMII", "x\\n***");
	check("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE----- MII");
	check("-----BEGIN PRIVATE KEY", "***");
	check("-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY----- x", "*** x");
	check("body " DER_TEXT " end", "body *** end");
	check("body MIIEvQIBADANBgkq end", "body MIIEvQIBADANBgkq end");
}

#define FFFD "\xef\xbf\xbd"

/* Characters that change the appearance of the rest of the line, or end the line. */
static void unprintable_text(void)
{
	static const char *const odd[] = {"\x07", "\x1b", "\x7f", "\xc2\x85", "\xc2\x9b",
		"\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xa9",
		"\xe2\x80\xaa", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xef\xbb\xbf",
		"\xf3\xa0\x81\x81"};
	static const char nul_in_key[] = "-----BEGIN PRIVATE KEY-----\0x7Qh";
	char text[100], wanted[100];
	otk_buffer out;

	for (size_t i = 0; i < OTK_COUNT_OF(odd); i++) {
		snprintf(text, sizeof(text), "x%sy", odd[i]);
		snprintf(wanted, sizeof(wanted), "x%sy", FFFD);
		check(text, wanted);
		check_sentence(text, wanted);
	}
	check("é😀\u200d한", "é😀\u200d한");
	/* The text after a NUL is redacted as well. */
	otk_buffer_init(&out, 100);
	otk_redact(&out, "a\0b", 3, true);
	CHECK_STR(out.data, "a" FFFD "b");
	otk_buffer_free(&out);
	otk_buffer_init(&out, 100);
	otk_redact(&out, nul_in_key, sizeof(nul_in_key), true);
	CHECK_STR(out.data, "***");
	otk_buffer_free(&out);
}

static void sentences(void)
{
	check_sentence("api_secret: is missing", "api_secret: is missing");
	check_sentence("file: a\nb\nc: gone", "file: *** gone");
	check_sentence("a library's line\n", "a library's line");
	check_sentence("to\nthe end", "*** end");
	check_sentence("to the\nend", "to ***");
	check_sentence(
		"x -----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE----- y", "x *** y");
	check_sentence("give a PEM (\"-----BEGIN PRIVATE KEY-----\") here",
		"give a PEM (\"-----BEGIN PRIVATE KEY-----\") here");
	check_sentence("x -----BEGIN PRIVATE KEY----- MIIE end", "x ***");
	check_sentence("\n", "");
	check_sentence("", "");
}

static void quotes(void)
{
	char text[1000];

	CHECK_STR(OTK_QUOTE("bestfit"), "\"bestfit\"");
	CHECK_STR(OTK_QUOTE(""), "\"\"");
	CHECK_STR(OTK_QUOTE(NULL), "NULL");
	CHECK_STR(OTK_QUOTE("a\tb\x01"), "\"a b" FFFD "\"");
	CHECK_STR(OTK_QUOTE("a\nb"), "(not shown: it has several lines)");
	CHECK_STR(OTK_QUOTE("-----BEGIN PRIVATE KEY-----"), "(not shown: it looks like a key)");
	CHECK_STR(OTK_QUOTE("\"-----BEGIN RSA\\nMII"), "(not shown: it looks like a key)");
	CHECK_STR(OTK_QUOTE(DER_TEXT), "(not shown: it looks like a key)");
	CHECK_STR(OTK_QUOTE("  \xef\xbb\xbf" DER_TEXT), "\"  " FFFD "***\"");
	CHECK_STR(OTK_QUOTE("\xef\xbb\xbf \"" DER_TEXT "\\n" DER_TEXT "=\""),
		"(not shown: it looks like a key)");
	CHECK_STR(OTK_QUOTE("http://u:p#w@h/x"), "\"http://***@h/x\"");
	CHECK_STR(OTK_QUOTE(JWT), "\"***\"");
	CHECK_STR(OTK_QUOTE("/home/Made/of/words/key.pem"), "\"/home/Made/of/words/key.pem\"");
	CHECK_STR(OTK_QUOTE("1_MX4xMjM0NTZ-fjE1ODcyMDAwMDAwMDB-YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp-"
			    "fg"),
		"\"1_MX4xMjM0NTZ-fjE1ODcyMDAwMDAwMDB-YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp-fg\"");
	memset(text, 'x', sizeof(text));
	text[250] = '\0';
	memcpy(text + OTK_QUOTE_MAX - 1, "é", 2);
	CHECK_INT(strlen(OTK_QUOTE(text)), OTK_QUOTE_MAX - 1 + 2 + strlen("…"));
	/* A key without its first line is not shown either. */
	text[250] = 'x';
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	CHECK_STR(OTK_QUOTE(text), "(not shown: it looks like a key)");
}

static void hides(const char *text, const char *secret, const char *wanted)
{
	char own[512];

	snprintf(own, sizeof(own), "%s", text);
	otk_redact_known(own, secret);
	CHECK_STR(own, wanted);
}

static void known_secrets(void)
{
	hides("bad s3cr&t\"x, s3cr&t\"x!", "s3cr&t\"x", "bad ***, ***!");
	hides("a=s3cr%26t%22x&b", "s3cr&t\"x", "a=***&b");
	hides("{\"m\":\"s3cr&t\\\"x\"}", "s3cr&t\"x", "{\"m\":\"***\"}");
	hides("\\u0073\\u0033cr\\u0026t\\u0022x", "s3cr&t\"x", "***");
	hides("<b>s3cr&amp;t&quot;x</b>", "s3cr&t\"x", "<b>***</b>");
	hides("a%2525b", "%25b", "a***");
	/* An escape at the very end of the text. */
	hides("my s3cret\\n", "s3cret\n", "my ***");
	hides("my s3cret\\\"", "s3cret\"", "my ***");
	hides("my+pass%20word", "my pass word", "***");
	hides("cut off: s3cr&t", "s3cr&t\"x-and-more", "cut off: ***");
	hides("cut off: s3cr", "s3cr&t\"x-and-more", "cut off: s3cr");
	hides("abc", "abc", "abc");
	hides("nothing", NULL, "nothing");
	hides("", "secret", "");
	hides("secretsecret", "secret", "******");
	hides("secre secret", "secret", "secre ***");
	hides("*****", "****", "****");
}

static void known_secrets_in_base64(void)
{
	static const char secret[] = "0123456789abcdef";
	char plain[64], text[128];
	otk_buffer encoded;

	for (int before = 0; before < 6; before++)
		for (int after = 0; after < 4; after++) {
			snprintf(plain, sizeof(plain), "%.*s%s%.*s", before, "user:>?", secret,
				after, "xyz");
			otk_buffer_init(&encoded, 100);
			if (after % 2)
				otk_base64_encode(&encoded, plain, strlen(plain));
			else
				otk_base64url_encode(&encoded, plain, strlen(plain));
			snprintf(text, sizeof(text), "Basic %s, end", encoded.data);
			otk_buffer_free(&encoded);
			hides(text, secret, "Basic ***, end");
		}
	hides("Basic MDEyMzQ1Njc4", secret, "Basic MDEyMzQ1Njc4");
	hides("Basic MDEyMzQ1Njc4OWFiY2Rl", secret, "Basic ***");
}

static void broken_text(void)
{
	check("a\x01"
	      "b\xff\xc3\xa9\x7f\xe2\x82",
		"a" FFFD "b" FFFD "é" FFFD FFFD);
	check("tab\tand\nline", "tab and line");
	check("", "");
	check("token", "token");
	check("token:", "token:");
	check("\"token\":\"", "\"token\":\"***");
}

int main(void)
{
	return OTK_TEST_MAIN("base/redact", TEST(members), TEST(tokens), TEST(headers_and_forms),
		TEST(passwords_of_urls), TEST(every_name), TEST(unprintable_text), TEST(sentences),
		TEST(quotes), TEST(known_secrets), TEST(known_secrets_in_base64),
		TEST(private_keys), TEST(keys_inside_values), TEST(broken_text));
}
