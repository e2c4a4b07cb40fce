/* SPDX-License-Identifier: MIT */
/* No secret leaves the library, and all else does. */
#include "config.h"

#include "core/base/redact.h"

#include <string.h>

#include "tests/harness.h"

#define JWT "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxIn0.AbC-_9"

static void check(const char *text, const char *wanted)
{
	otk_buffer out;

	otk_buffer_init(&out, 10000);
	otk_redact(&out, text, strlen(text));
	CHECK_STR(out.data ? out.data : "", wanted);
	otk_buffer_free(&out);
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
}

static void headers_and_forms(void)
{
	check("Authorization: Bearer a.b c\r\nHost: h", "Authorization: ***\r\nHost: h");
	check("X-OPENTOK-AUTH: abc\nA: b", "X-OPENTOK-AUTH: ***\nA: b");
	check("a=1&token=x%20y&b=2", "a=1&token=***&b=2");
	check("https://h/p?X-Amz-Signature=abc&b=1", "https://h/p?X-Amz-Signature=***&b=1");
	check("http://user:pw@proxy:3128/", "http://***@proxy:3128/");
	check("https://host/a@b", "https://host/a@b");
}

static void private_keys(void)
{
	check("{\"k\":\"-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE "
	      "KEY-----\\n\",\"a\":1}",
		"{\"k\":\"***\\n\",\"a\":1}");
	check("x\\n-----BEGIN RSA PRIVATE KEY-----\\nMII", "x\\n***");
	check("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nMII");
}

static void broken_text(void)
{
	check("a\x01"
	      "b\xff\xc3\xa9\x7f\xe2\x82",
		"a?b?é??");
	check("tab\tand\nline", "tab\tand\nline");
	check("", "");
	check("token", "token");
	check("token:", "token:");
	check("\"token\":\"", "\"token\":\"***");
}

int main(void)
{
	return OTK_TEST_MAIN("base/redact", TEST(members), TEST(tokens), TEST(headers_and_forms),
		TEST(private_keys), TEST(broken_text));
}
