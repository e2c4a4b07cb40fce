/* SPDX-License-Identifier: MIT */
/*
 * Every option has an effect that otk-sandbox sees. effects.txt holds the scenes, on both backends:
 *
 *   > archives.start {"sessionId":"$SESSION"}   a call, by the library; it succeeds
 *   ! 404 archives.get {"archiveId":"x"}        a call that the service refuses with this status
 *   + GET /sandbox/clock {}                     a request to the control interface
 *   @                                           all that the server knows of $SESSION
 *   sent                                        the last request of a call, as the server got it
 *   = {"name":"weekly"}                         the last response holds at least this
 *   $ID items.0.id                              a member of the last response, for later
 *   as project | application | account | vonage  only this client runs the scene
 *   proven "offset"                             an option that is proven without its name
 *
 * Scenes are separated by empty lines. Each begins with a routed session $SESSION with the
 * published streams $STREAM and $SECOND, of the clients $CLIENT and another; $TOKEN and $MODERATOR
 * are tokens for it.
 */
#include "config.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <otk/otk.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/schema/decode/decode_options.h"
#include "core/schema/template.h"
#include "tests/plugins/add_features.h"
#include "tests/plugins/coverage.h"
#include "tests/plugins/features.h"
#include "tests/sandbox/box.h"

typedef struct effect_actor {
	const char *name;
	otk_client *client;
	bool by_default; /* runs the scenes that name no actor */
} effect_actor;

static test_box server;
static otk_coverage *coverage;
static effect_actor actors[4];
static char *certificate, *public_key;
static size_t played, calls;

/* The scene that is running. */
typedef struct effect_scene {
	const effect_actor *actor;
	const char *lines;  /* the whole scene */
	json_object *names; /* "SESSION": "1_…" */
	json_object *last;
	const char *proof;
} effect_scene;

/* ---- the texts */

/* Returns the longest name of a saved text with which `at` begins; NULL: there is none. */
static const char *name_at(const effect_scene *scene, const char *at, size_t *size)
{
	const char *found = NULL;
	json_object_iter each;

	*size = 0;
	json_object_object_foreachC(scene->names, each) {
		const size_t length = strlen(each.key);

		if (length > *size && strncmp(at, each.key, length) == 0) {
			found = json_object_get_string(each.val);
			*size = length;
		}
	}
	return found;
}

static const char *filled_in(const effect_scene *scene, const char *line)
{
	const char *out = "";

	while (*line) {
		const size_t plain = strcspn(line, "$");
		size_t size;
		const char *value = line[plain] ? name_at(scene, line + plain + 1, &size) : NULL;

		out = text("%s%.*s%s", out, (int)plain, line, value ? value : "");
		line += plain + (value ? size + 1 : 0);
		if (!value && *line) {
			out = text("%s$", out);
			line++;
		}
	}
	return out;
}

static void save(effect_scene *scene, const char *name, const char *value)
{
	json_object_object_add(scene->names, name, json_object_new_string(value));
}

/* Returns whether `more` contains all of `less`; items of a list in any order. */
static bool holds(json_object *more, json_object *less)
{
	if (json_object_is_type(less, json_type_object)) {
		json_object_iter each;

		json_object_object_foreachC(less, each) {
			json_object *other = NULL;

			json_object_object_get_ex(more, each.key, &other);
			if (!holds(other, each.val))
				return false;
		}
		return json_object_is_type(more, json_type_object);
	}
	if (!json_object_is_type(less, json_type_array))
		return json_object_equal(more, less);
	if (!json_object_is_type(more, json_type_array) ||
		(!json_object_array_length(less) && json_object_array_length(more)))
		return false;
	for (size_t i = 0; i < json_object_array_length(less); i++) {
		size_t j = 0;

		while (j < json_object_array_length(more) &&
			!holds(json_object_array_get_idx(more, j),
				json_object_array_get_idx(less, i)))
			j++;
		if (j == json_object_array_length(more))
			return false;
	}
	return true;
}

/* ---- the steps */

static void count_options(const effect_scene *scene, const char *name, const char *json)
{
	const otk_operation *operation = otk_feature_operation(name);
	const char *ids[OTK_PATH_IDS_MAX + 1];
	void *options = NULL;

	if (!CHECK_CASE(operation != NULL, "no operation %s", name))
		return;
	if (otk_decode_options(operation, operation->options, json, OTK_NAMING_WIRE, &options, ids,
		    NULL) == OTK_OK)
		otk_coverage_add(coverage, operation, options, scene->proof);
	otk_free(options);
}

/* "> operation json", "! status operation json" */
static void call(effect_scene *scene, char *line)
{
	const bool refused = line[0] == '!';
	const long wanted = refused ? strtol(line + 2, &line, 10) : 0;
	const char *name = refused ? line + 1 : line + 2;
	char *space = strchr(name, ' ');
	const char *json = space ? space + 1 : "{}";
	otk_error error = OTK_ERROR_INIT;
	char *response = NULL;
	otk_status status;

	if (space)
		*space = '\0';
	status = otk_invoke(scene->actor->client, name, json, &response, &error);
	calls++;
	if (refused)
		CHECK_CASE(status && error.http_status == wanted, "%s: %s %s: %d %s",
			scene->actor->name, name, json, (int)error.http_status, error.message);
	else
		CHECK_CASE(!status, "%s: %s %s: %s", scene->actor->name, name, json, error.message);
	if (!status && !refused)
		count_options(scene, name, json);
	json_object_put(scene->last);
	scene->last = response && *response ? json_tokener_parse(response) : NULL;
	otk_free(response);
}

/* "+ METHOD PATH JSON" */
static void control(effect_scene *scene, char *line)
{
	char *method = line + 2, *path = strchr(method, ' '), *body;
	box_response response;

	*path++ = '\0';
	body = strchr(path, ' ');
	if (body)
		*body++ = '\0';
	response = ask(&server, NOBODY, method, path, strcmp(method, "GET") ? body : NULL);
	CHECK_CASE(response.status / 100 == 2, "%s %s: %ld %s", method, path, response.status,
		response.body);
	json_object_put(scene->last);
	scene->last = json_object_get(response.json);
}

/* {"method", "path", "query", "body": {…}} */
static void look_at_request(effect_scene *scene)
{
	json_object *all = WANT(200, NOBODY, "GET", "/sandbox/requests", NULL);
	json_object *items = part(all, "items");
	json_object *last = json_object_array_get_idx(items, json_object_array_length(items) - 1);
	json_object *body = json_tokener_parse(member(last, "body"));

	json_object_object_add(last, "body", body);
	json_object_put(scene->last);
	scene->last = json_object_get(last);
}

static void expect(const effect_scene *scene, const char *line)
{
	json_object *wanted = json_tokener_parse(line + 2);

	CHECK_CASE(wanted != NULL, "not JSON: %s", line);
	CHECK_CASE(holds(scene->last, wanted), "%s: missing: %s in %s (%.60s)", scene->actor->name,
		line + 2, json_object_to_json_string(scene->last), scene->lines);
	json_object_put(wanted);
}

static void step(effect_scene *scene, const char *raw)
{
	char *line = strdup(filled_in(scene, raw));

	switch (raw[0]) {
	case '>':
	case '!':
		call(scene, line);
		break;
	case '@':
		free(line);
		line = strdup(filled_in(scene, "+ GET /sandbox/session/$SESSION"));
		control(scene, line);
		break;
	case '+':
		control(scene, line);
		break;
	case '=':
		expect(scene, line);
		break;
	case '$':
		save(scene, text("%.*s", (int)strcspn(raw + 1, " "), raw + 1),
			json_object_get_string(part(scene->last, strchr(raw, ' ') + 1)));
		break;
	case 's':
		look_at_request(scene);
		break;
	default: /* "as", "proven", "#" */
		break;
	}
	free(line);
}

/* ---- the scenes */

/* The expectations of a scene, and the options that it proves. */
static const char *proof_of(const char *lines)
{
	const char *proof = "";

	for (; lines; lines = strchr(lines, '\n')) {
		lines += *lines == '\n';
		if (*lines == '=' || strncmp(lines, "proven", 6) == 0)
			proof = text("%s%.*s", proof, (int)strcspn(lines, "\n"), lines);
	}
	return proof;
}

static void save_token(effect_scene *scene, const char *name, const char *session, const char *role)
{
	char *token = NULL;

	if (otk_token_create(otk_client_key(scene->actor->client), session,
		    &OTK_TOKEN_OPTIONS(.role = role), &token, NULL) == OTK_OK)
		save(scene, name, token);
	otk_free(token);
}

/* A session of the actor's project, made by the control interface. */
static void furnish(effect_scene *scene)
{
	const char *project = otk_key_id(otk_client_key(scene->actor->client));
	json_object *made = WANT(
		201, NOBODY, "POST", "/sandbox/session", text("{\"projectId\":\"%s\"}", project));
	const char *session = member(made, "sessionId");

	save(scene, "SESSION", session);
	save(scene, "PROJECT", project);
	made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}");
	save(scene, "STREAM", member(made, "streamId"));
	save(scene, "CLIENT", member(made, "connectionId"));
	made = WANT(201, NOBODY, "POST", text("/sandbox/session/%s/stream", session), "{}");
	save(scene, "SECOND", member(made, "streamId"));
	save_token(scene, "TOKEN", session, OTK_ROLE_PUBLISHER);
	save_token(scene, "MODERATOR", session, OTK_ROLE_MODERATOR);
}

/* A text of many lines as JSON, without the quotes. */
static void save_escaped(effect_scene *scene, const char *name, const char *lines)
{
	json_object *string = json_object_new_string(lines);
	const char *quoted = json_object_to_json_string_ext(string, JSON_C_TO_STRING_NOSLASHESCAPE);

	save(scene, name, text("%.*s", (int)strlen(quoted) - 2, quoted + 1));
	json_object_put(string);
}

static void play(const effect_actor *actor, const char *lines)
{
	effect_scene scene = {.actor = actor,
		.lines = lines,
		.names = json_object_new_object(),
		.proof = proof_of(lines)};
	char *copy = strdup(lines), *rest = copy, *line;

	played++;
	save_escaped(&scene, "CERTIFICATE", certificate);
	save_escaped(&scene, "PUBLIC", public_key);
	if (actor->by_default)
		furnish(&scene);
	while ((line = strsep(&rest, "\n")))
		step(&scene, line);
	json_object_put(scene.last);
	json_object_put(scene.names);
	free(copy);
}

/* The actors that a scene is for. */
static void play_all(const char *lines)
{
	const char *who = strstr(lines, "as ");
	bool found = false;

	if (who && who != lines && who[-1] != '\n')
		who = NULL;
	for (size_t i = 0; i < OTK_COUNT_OF(actors); i++) {
		const char *name = actors[i].name;

		if (who ? strncmp(who + 3, name, strlen(name)) != 0 : !actors[i].by_default)
			continue;
		found = true;
		play(&actors[i], lines);
	}
	CHECK_CASE(found, "no actor for the scene %.60s", lines);
}

static void every_scene(void)
{
	char *path = otk_test_source("tests/plugins/effects.txt");
	char *all = otk_test_read(path, NULL), *rest = all, *lines;

	CHECK(all != NULL);
	while (rest && (lines = rest)) {
		rest = strstr(lines, "\n\n");
		if (rest) {
			*rest = '\0';
			rest += 2;
		}
		if (*lines && (*lines != '#' || strchr(lines, '\n')))
			play_all(lines);
	}
	free(all);
	free(path);
	printf("%zu scenes, %zu calls\n", played, calls);
	CHECK(played > 40);
}

static void every_option_is_proven(void)
{
	static const char *const none[] = {NULL};

	otk_coverage_check(coverage, none);
}

/* ---- main */

static otk_client *client_of(const otk_key_options *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_key *key = otk_key_new(options, &error);
	otk_client *client =
		key ? otk_client_new(&OTK_CLIENT_OPTIONS(.key = key, .api_url = server.url,
					     .checks = OTK_CHECKS_STRICT),
			      &error)
		    : NULL;

	otk_key_free(key);
	if (client && otk_features_add(client, NULL, &error))
		return NULL;
	if (!client)
		fprintf(stderr, "%s\n", error.message);
	return client;
}

/* The public half of an RSA key and its certificate, as the platform requires. */
static bool make_public(const char *private_pem)
{
	gnutls_datum_t pem = {(unsigned char *)private_pem, (unsigned)strlen(private_pem)};
	gnutls_datum_t half = {NULL, 0}, signed_one = {NULL, 0};
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
	gnutls_pubkey_t pubkey;
	bool made;

	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&crt);
	gnutls_pubkey_init(&pubkey);
	made = !gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM) &&
	       !gnutls_x509_crt_set_version(crt, 3) && !gnutls_x509_crt_set_serial(crt, "1", 1) &&
	       !gnutls_x509_crt_set_key(crt, key) &&
	       !gnutls_x509_crt_set_activation_time(crt, time(NULL) - 60) &&
	       !gnutls_x509_crt_set_expiration_time(crt, time(NULL) + 86400) &&
	       !gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0) &&
	       !gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &signed_one) &&
	       !gnutls_pubkey_import_x509(pubkey, crt, 0) &&
	       !gnutls_pubkey_export2(pubkey, GNUTLS_X509_FMT_PEM, &half);
	if (made) {
		certificate = strndup((const char *)signed_one.data, signed_one.size);
		public_key = strndup((const char *)half.data, half.size);
	}
	gnutls_free(signed_one.data);
	gnutls_free(half.data);
	gnutls_pubkey_deinit(pubkey);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return made;
}

static int init(void)
{
	static const char *const options[] = {"--settle-ms", "100", NULL};

	coverage = otk_coverage_new();
	if (!coverage || !box_start(&server, options))
		return 1;
	if (!make_public(server.private_key))
		return 1;
	actors[0] = (effect_actor){"project",
		client_of(&OTK_KEY_OPTIONS(.api_key = KEY,
			.api_secret = "1234567890abcdef1234567890abcdef1234567890")),
		true};
	actors[1] = (effect_actor){"application",
		client_of(&OTK_KEY_OPTIONS(.application_id = APPLICATION,
			.private_key_pem = server.private_key)),
		true};
	actors[2] = (effect_actor){"account",
		client_of(&OTK_KEY_OPTIONS(.api_key = "100100",
			.api_secret = "abcdef1234567890abcdef1234567890abcdef12",
			.account = OTK_YES)),
		false};
	actors[3] = (effect_actor){"vonage",
		client_of(&OTK_KEY_OPTIONS(.api_key = "abcd1234",
			.api_secret = "SandboxVonageSecret1", .account = OTK_YES)),
		false};
	return !actors[0].client || !actors[1].client || !actors[2].client || !actors[3].client;
}

static int clean(void)
{
	for (size_t i = 0; i < OTK_COUNT_OF(actors); i++)
		otk_client_free(actors[i].client);
	otk_coverage_free(coverage);
	free(certificate);
	free(public_key);
	return box_stop(&server, SIGTERM);
}

int main(void)
{
	static const otk_test tests[] = {TEST(every_scene), TEST(every_option_is_proven)};

	return otk_test_main("effects", tests, OTK_COUNT_OF(tests), init, clean);
}
