/* SPDX-License-Identifier: MIT */
/* Style sheets that the composer supports, and unsupported ones. */
#include "config.h"

#include "core/schema/validate/stylesheet.h"

#include <string.h>

#include "tests/harness.h"

static void takes_what_the_composer_knows(void)
{
	static const char *const sheets[] = {
		"",
		" /* nothing */ ",
		"stream.instructor {position: absolute; width: 100%; height: 50%;}",
		"stream{left:0}",
		".focus, stream.full:first-child { z-index: -3; margin: 1px 2% 0 -4.5px }",
		"stream:nth-child(2n+1) + .a ~ stream.b-c_d:last-child\n{\n\tfloat : left ;\n}\n",
		"stream:nth-last-child(3){display:inline-block;object-fit:cover;clear:inherit}",
		"stream { overflow: hidden }",
		"/* one */ stream { } /* two */ .a{top:1px;;}/* end",
		"stream { min-width: 10%; max-height: 10px; margin-left: 1px }",
	};

	for (size_t i = 0; i < OTK_COUNT_OF(sheets); i++) {
		const char *problem = otk_stylesheet_problem(sheets[i]);

		CHECK_CASE(!problem, "%s: %s", sheets[i], problem ? problem : "");
	}
}

static void names_what_it_does_not(void)
{
	static const struct {
		const char *sheet;
		const char *problem;
	} cases[] = {
		{"width: 100%", "a style sheet is expected"},
		{"stream { width: 100%", "a style sheet is expected"},
		{"stream { width }", "a declaration is expected"},
		{"stream { : 1px }", "a property is not known"},
		{"* { width: 1px }", "a selector"},
		{"{ width: 1px }", "a selector"},
		{"div { width: 1px }", "a selector"},
		{"#id { width: 1px }", "a selector"},
		{"stream stream { width: 1px }", "a selector"},
		{"stream > .a { width: 1px }", "a selector"},
		{"stream[x] { width: 1px }", "a selector"},
		{"stream::before { width: 1px }", "a selector"},
		{"stream:hover { width: 1px }", "a selector"},
		{"stream:nth-child { width: 1px }", "a selector"},
		{"stream:nth-child() { width: 1px }", "a selector"},
		{"stream:nth-child(2 { width: 1px }", "a selector"},
		{"stream. { width: 1px }", "a selector"},
		{"stream, { width: 1px }", "a selector"},
		{"stream + { width: 1px }", "a selector"},
		{"streams { width: 1px }", "a selector"},
		{"stream { color: red }", "a property is not known"},
		{"stream { width: 10em }", "must be in px or %"},
		{"stream { width: 10 }", "must be in px or %"},
		{"stream { width: px }", "must be in px or %"},
		{"stream { width: }", "must be in px or %"},
		{"stream { margin: 1px auto }", "must be in px or %"},
		{"stream { z-index: 1.5 }", "must be a whole number"},
		{"stream { position: fixed }", "a value is not known"},
		{"stream { display: flex }", "a value is not known"},
		{"stream { overflow: scroll }", "a value is not known"},
		{".ok { top: 0 } .bad { float: up }", "a value is not known"},
	};

	for (size_t i = 0; i < OTK_COUNT_OF(cases); i++) {
		const char *problem = otk_stylesheet_problem(cases[i].sheet);

		CHECK_CASE(problem && strstr(problem, cases[i].problem), "%s: %s", cases[i].sheet,
			problem ? problem : "taken");
	}
}

/* A valid sheet cut off at every byte, and with every byte replaced: a result, never a crash. */
static void survives_damage(void)
{
	static const char sheet[] = "/*c*/stream.a:nth-child(2n)+.b~.c{margin:1px 2%;float:left}";
	static const char damage[] = "{}:;,.()*/ \x80\n\"";
	char text[sizeof(sheet)];

	for (size_t i = 0; i < sizeof(sheet); i++) {
		memcpy(text, sheet, sizeof(sheet));
		text[i] = '\0';
		otk_stylesheet_problem(text);
		for (size_t k = 0; k + 1 < sizeof(damage) && i + 1 < sizeof(sheet); k++) {
			memcpy(text, sheet, sizeof(sheet));
			text[i] = damage[k];
			otk_stylesheet_problem(text);
		}
	}
	CHECK(!otk_stylesheet_problem(sheet));
}

int main(void)
{
	return OTK_TEST_MAIN("schema/stylesheet", TEST(takes_what_the_composer_knows),
		TEST(names_what_it_does_not), TEST(survives_damage));
}
