/* SPDX-License-Identifier: MIT */
/*
 * Texts of the service, of libraries and of callers: with every input the text that is shown is one
 * printable line without the secret that was planted in it. The first byte selects the function,
 * the second byte the secret, and the third byte the position of the secret in the text.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/error/quote.h"
#include "core/base/error/redact.h"
#include "core/base/error/redact_known.h"
#include "core/base/text/text.h"
#include "core/client/call/service_error.h"
#include "tests/fuzz/fuzz.h"
#include "tests/harness.h"

#define MARK "pLaNtEd5ecRet" /* each secret contains this */

const char *const fuzz_name = "fuzz/redact";
const size_t fuzz_rounds = FUZZ_ROUNDS;

/* Secrets that otk recognises by their form. */
static const char *const forms[] = {
	"eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiIxIiwicGxhbnRlZCI6MX0." MARK "abcdefghijklmnopqrstuvwxyz0",
	"-----BEGIN PRIVATE KEY-----\n" MARK "MC4CAQAwBQYDK2VwBCIEIJ" MARK
	"\n-----END PRIVATE KEY-----\n",
	" https://user:" MARK "@host.example/x ",
	"\",\"apiSecret\":\"" MARK "\",\"x\":\"",
	"\nX-OPENTOK-AUTH: " MARK "\n",
	"&api_secret=" MARK "&x=",
};
/* A secret that the client knows, and the ways in which a text may repeat it. */
#define KNOWN "pL&N<\"d5/ecRet"
static const char *const known[] = {KNOWN, "pL%26N%3C%22d5%2FecRet", "pL&N<\\\"d5\\/ecRet",
	"pL&amp;N&lt;&quot;d5/ecRet", "cEwmTjwiZDUvZWNSZXQ=", "%70L&N%3c\"d5/ecRet",
	"pL\\u0026N\\u003c\"d5/ecRet"};

/* Returns the text with the secret inserted at an offset, malloc'd. */
static char *plant(const char *text, size_t size, const char *secret, size_t at)
{
	const size_t length = strlen(secret);
	char *made = malloc(size + length + 1);

	if (!made)
		return NULL;
	memcpy(made, text, at);
	memcpy(made + at, secret, length);
	memcpy(made + at + length, text + at, size - at);
	made[size + length] = '\0';
	return made;
}

static const char *judge(const char *text, bool planted)
{
	if (!fuzz_is_shown(text))
		return "not one printable line";
	return planted && strstr(text, MARK) ? "the secret is shown" : NULL;
}

static const char *through_redact(const char *text, size_t size, bool sentence, bool planted)
{
	otk_buffer out;
	const char *wrong;

	otk_buffer_init(&out, size * 6 + 4096);
	if (sentence)
		otk_redact_sentence(&out, text, size, false);
	else
		otk_redact(&out, text, size, true);
	wrong = out.status ? NULL : judge(out.data ? out.data : "", planted);
	fuzz_good += !out.status;
	otk_buffer_free(&out);
	return wrong;
}

/* Does what core/client/call/response.c does with the body of an error response. */
static const char *through_service_words(const char *text, size_t size)
{
	otk_service_words words;

	otk_service_words_read(&words, text, size);
	if (strnlen(words.message, sizeof(words.message)) == sizeof(words.message))
		return "a text does not end";
	(void)otk_looks_like_markup(text, size);
	(void)otk_service_errors_read(&words, text, size, "errors");
	return through_redact(words.message, strlen(words.message), false, false);
}

static const char *through_quote(const char *text, size_t size)
{
	otk_quoted quoted;

	fuzz_good++;
	return judge(otk_quote_bytes(&quoted, text, size), false);
}

/* The text is changed in place, so it must not get longer. */
static const char *through_known(char *text)
{
	const size_t size = strlen(text);

	otk_redact_known(text, KNOWN);
	fuzz_good++;
	if (strlen(text) > size)
		return "the text grew";
	for (size_t i = 0; i < OTK_COUNT_OF(known); i++)
		if (strstr(text, known[i]))
			return "the known secret is shown";
	return NULL;
}

const char *fuzz_one(const char *data, size_t size)
{
	const char *wrong, *secret;
	char *text;
	size_t at;

	/* If the input itself contains the mark, a mark in the result proves nothing. */
	if (size < 3 || memmem(data, size, MARK, strlen(MARK)))
		return NULL;
	secret = data[0] == 'k' ? known[(unsigned char)data[1] % OTK_COUNT_OF(known)]
				: forms[(unsigned char)data[1] % OTK_COUNT_OF(forms)];
	at = (unsigned char)data[2] % (size - 2);
	text = plant(data + 3, size - 3, secret, at);
	if (!text)
		return NULL;
	switch (data[0]) {
	case 'r':
		wrong = through_redact(text, strlen(secret) + size - 3, false, true);
		break;
	case 's':
		wrong = through_redact(text, strlen(secret) + size - 3, true,
			(unsigned char)data[1] % OTK_COUNT_OF(forms) < 3);
		break;
	case 'w':
		wrong = through_service_words(data + 3, size - 3);
		break;
	case 'q':
		wrong = through_quote(data + 3, size - 3);
		break;
	case 'k':
		wrong = through_known(text);
		break;
	default:
		wrong = NULL;
	}
	free(text);
	return wrong;
}

size_t fuzz_seeds(fuzz_seed *seeds)
{
	static const char *const texts[] = {"r0\1{\"code\":-1,\"message\":\"bad\"}",
		"r1\4plain text \xe2\x80\xae with\tmarks\r\n", "r2\3see http://a:b@c/ and d",
		"r3\2{\"a\":\"b\"}", "r4\1GET / HTTP/1.1\r\nHost: x\r\n\r\n", "r5\1a=b&c=d",
		"s0\6the key eyJhbGciOi of abc", "s1\3no file: ", "s2\3a URL of the proxy",
		"s3\1api_secret: is missing",
		"w0\0{\"code\":15202,\"message\":\"no such session\"}",
		"w0\0<html><head><title>502 Bad Gateway</title></head></html>",
		"w0\0<error code=\"-2\"><x message=\"no\"/></error>",
		"w0\0{\"error\":{\"errors\":[{\"message\":\"x\",\"code\":\"forbidden\"}]}}",
		"w0\0{\"data\":null,\"errors\":[{\"message\":\"x\",\"extensions\":{\"code\":4}}]}",
		"w0\0plain words\nand more", "q0\0value", "q0\0-----BEGIN PRIVATE KEY-----",
		"k0\3the secret is ", "k1\5in a URL: ", "k2\2{\"a\":\"", "k3\1<b>", "k4\6basic ",
		"k5\1x", "k6\1y"};
	size_t count = 0;

	for (; count < OTK_COUNT_OF(texts); count++) {
		/* The third byte may be NUL. */
		const size_t rest = strlen(texts[count] + 3);

		seeds[count] = (fuzz_seed){malloc(rest + 4), rest + 3};
		if (!seeds[count].text)
			return 0;
		memcpy(seeds[count].text, texts[count], rest + 4);
	}
	return count;
}
