/* SPDX-License-Identifier: MIT */
/* Checks and copies client options, and fills in the defaults. */
#include "config.h"

#include "core/client/options.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/base/text/text.h"
#include "core/client/client.h"
#include "core/transport/http/url.h"

#include "core/base/cold.h"

typedef struct number_option {
	const char *name;
	size_t offset;
	int64_t max;
	int64_t fallback; /* used for 0; 0: stays 0, another file decides */
} number_option;

#define DAY_MS 86400000
/* The size of otk_client_options in the first release: the least that a caller can have. */
#define OPTIONS_SIZE_V1 offsetof(otk_client_options, error_names)
#define NUMBER_OPTIONS(X)                                                 \
	X(connect_timeout_ms, DAY_MS, OTK_CONNECT_TIMEOUT_MS_DEFAULT)     \
	X(timeout_ms, DAY_MS, OTK_TIMEOUT_MS_DEFAULT)                     \
	X(max_attempts, 100, OTK_MAX_ATTEMPTS_DEFAULT)                    \
	X(max_response_bytes, INT64_C(1) << 40, OTK_MAX_RESPONSE_DEFAULT) \
	X(max_in_flight, 100000, OTK_MAX_IN_FLIGHT_DEFAULT)               \
	X(max_queued, 100000000, OTK_MAX_QUEUED_DEFAULT)                  \
	X(max_connections, 100000, 0)                                     \
	X(request_ttl, OTK_REST_TTL_MAX_VONAGE, 0)
#define NUMBER(member, ...) {#member, offsetof(otk_client_options, member), __VA_ARGS__},
static const number_option numbers[] = {NUMBER_OPTIONS(NUMBER)};

static otk_status check_numbers(otk_client_options *options, otk_error *error)
{
	for (size_t i = 0; i < OTK_COUNT_OF(numbers); i++) {
		int64_t *number = (int64_t *)(void *)((char *)options + numbers[i].offset);

		if (*number < 0 || *number > numbers[i].max)
			return otk_fail(error, OTK_E_ARGUMENT,
				"%s: %" PRId64 " is out of range; give 1 to %" PRId64
				", or 0 for the default",
				numbers[i].name, *number, numbers[i].max);
		if (!*number)
			*number = numbers[i].fallback;
	}
	return OTK_OK;
}

#define FLAG_OPTIONS(X)                         \
	X(checks, OTK_CHECKS_STRICT)            \
	X(log_level, OTK_LOG_DEBUG)             \
	X(error_names, OTK_ERROR_NAMES_OPTIONS) \
	X(proxy_from_env, OTK_NO)               \
	X(correct_clock, OTK_NO)                \
	X(http2, OTK_NO)                        \
	X(adopt, OTK_NO)

#define FLAG(member, max) {#member, offsetof(otk_client_options, member), max},
_Static_assert(sizeof(otk_checks) == sizeof(uint32_t) && sizeof(otk_flag) == sizeof(uint32_t),
	"enumerations are 32 bits");
static const struct {
	const char *name;
	uint16_t offset;
	uint16_t max;
} flags[] = {FLAG_OPTIONS(FLAG)};

static otk_status check_flags(const otk_client_options *options, otk_error *error)
{
	for (size_t i = 0; i < OTK_COUNT_OF(flags); i++) {
		uint32_t value; /* of an enumeration */

		memcpy(&value, (const char *)options + flags[i].offset, sizeof(value));
		if (value > flags[i].max)
			return otk_fail(error, OTK_E_ARGUMENT, "%s: %d is not a known value",
				flags[i].name, (int)value);
	}
	return OTK_OK;
}

/* ---- texts */

typedef struct text_option {
	const char *name;
	size_t offset;
} text_option;

#define TEXT_OPTIONS(X)     \
	X(api_url)          \
	X(user_agent)       \
	X(proxy)            \
	X(proxy_user)       \
	X(proxy_password)   \
	X(no_proxy)         \
	X(ca_file)          \
	X(client_cert_file) \
	X(client_key_file)  \
	X(local_address)    \
	X(request_token)
#define TEXT(member) {#member, offsetof(otk_client_options, member)},
static const text_option texts[] = {TEXT_OPTIONS(TEXT)};

/* Texts become headers or are passed to libcurl, so they must not have control characters. */
static otk_status copy_texts(otk_client *client, otk_error *error)
{
	otk_status status = OTK_OK;

	for (size_t i = 0; i < OTK_COUNT_OF(texts); i++) {
		const char **text =
			(const char **)(void *)((char *)&client->options + texts[i].offset);
		const char *copy = status ? NULL : *text;

		*text = NULL; /* only copies are wiped when the client is freed */
		if (copy && otk_has_control(copy, strlen(copy)))
			status = otk_fail(error, OTK_E_ARGUMENT,
				"%s: holds a line break or another control character",
				texts[i].name);
		else if (copy && !otk_arena_keep(client->texts, &copy))
			status = otk_fail_nomem(error);
		else
			*text = copy;
	}
	return status;
}

static otk_status copy_list(
	otk_client *client, otk_strings *list, const char *name, otk_error *error)
{
	const char **items;

	if (!list->count) {
		*list = (otk_strings){NULL, 0};
		return OTK_OK;
	}
	if (!list->items)
		return otk_fail(error, OTK_E_ARGUMENT, "%s: has a count but no items", name);
	items = otk_arena_alloc(client->texts, list->count * sizeof(*items));
	if (!items)
		return otk_fail_nomem(error);
	for (size_t i = 0; i < list->count; i++) {
		items[i] = list->items[i];
		if (!items[i] || !items[i][0] || otk_has_control(items[i], strlen(items[i])))
			return otk_fail(error, OTK_E_ARGUMENT,
				"%s[%zu]: is NULL, empty, or holds a control character", name, i);
		if (!otk_arena_keep(client->texts, &items[i]))
			return otk_fail_nomem(error);
	}
	list->items = items;
	return OTK_OK;
}

static otk_status copy_hooks(otk_client *client, otk_error *error)
{
	otk_client_options *options = &client->options;
	otk_hook_options *hooks;

	if (!options->hook_count)
		return OTK_OK;
	if (!options->hooks)
		return otk_fail(error, OTK_E_ARGUMENT, "hooks: is NULL although hook_count is set");
	hooks = otk_arena_alloc(client->texts, options->hook_count * sizeof(*hooks));
	if (!hooks)
		return otk_fail_nomem(error);
	for (size_t i = 0; i < options->hook_count; i++) {
		hooks[i] = options->hooks[i];
		if (!hooks[i].plugin)
			return otk_fail(error, OTK_E_ARGUMENT,
				"hooks[%zu].plugin: is missing; give the name of a plugin", i);
		for (size_t k = 0; k < i; k++)
			if (strcmp(hooks[k].plugin, hooks[i].plugin) == 0)
				return otk_fail(error, OTK_E_ARGUMENT,
					"hooks[%zu].plugin: \"%s\" is listed twice", i,
					hooks[i].plugin);
		if (!otk_arena_keep(client->texts, &hooks[i].plugin) ||
			(hooks[i].settings_json &&
				!otk_arena_keep(client->texts, &hooks[i].settings_json)))
			return otk_fail_nomem(error);
	}
	options->hooks = hooks;
	return OTK_OK;
}

/* ---- rules */

static otk_status check_together(const otk_client_options *options, otk_error *error)
{
	if (!options->client_cert_file != !options->client_key_file)
		return otk_fail(error, OTK_E_ARGUMENT,
			"%s: is missing; client_cert_file and client_key_file need each other",
			options->client_cert_file ? "client_key_file" : "client_cert_file");
	if (options->proxy_password && !options->proxy_user)
		return otk_fail(error, OTK_E_ARGUMENT, "proxy_password: needs proxy_user");
	if (options->proxy && options->proxy[0] && options->proxy_from_env == OTK_YES)
		return otk_fail(
			error, OTK_E_ARGUMENT, "proxy and proxy_from_env are mutually exclusive");
	for (size_t i = 0; i < options->plugin_path.count; i++)
		if (options->plugin_path.items[i][0] != '/')
			return otk_fail(error, OTK_E_ARGUMENT,
				"plugin_path[%zu]: \"%s\" is not an absolute path", i,
				options->plugin_path.items[i]);
	if (options->plugin_count && !options->plugins)
		return otk_fail(
			error, OTK_E_ARGUMENT, "plugins: is NULL although plugin_count is set");
	return OTK_OK;
}

static otk_status take_url(otk_client *client, otk_error *error)
{
	const char *url = client->options.api_url;
	otk_status status;

	client->base_is_given = url != NULL;
	if (!url)
		return OTK_OK; /* client.c chooses it by the kind of the key */
	status = otk_url_check(url, "api_url", error);
	if (status)
		return status;
	if (url[strcspn(url, "?# ")])
		return otk_fail(error, OTK_E_ARGUMENT,
			"api_url: \"%s\" is not usable; only a path may follow the host", url);
	client->base_url = url;
	client->base_size = strlen(url);
	while (client->base_size && url[client->base_size - 1] == '/')
		client->base_size--;
	return OTK_OK;
}

/* The options that credentials.c reads from the caller's struct. */
#define KEY_OPTIONS(X)      \
	X(key)              \
	X(api_key)          \
	X(api_secret)       \
	X(application_id)   \
	X(private_key_pem)  \
	X(private_key_file) \
	X(private_key_uri)  \
	X(private_key_pin)  \
	X(signer)

/* Options that need no check, or are checked by a function of their own. */
#define OTHER_OPTIONS(X) \
	X(struct_size)   \
	X(plugin_path)   \
	X(hooks)         \
	X(hook_count)    \
	X(resolve)       \
	X(log)           \
	X(log_userdata)  \
	X(plugins)       \
	X(plugin_count)  \
	X(reserved)      \
	X(token_source)  \
	X(token_source_userdata)

/*
 * An option that is added to otk_client_options must be added to one of the lists as well. The
 * sizes are compared where pointers have 8 bytes: then the members leave no holes.
 */
#define SIZE_OF(member, ...) +sizeof(((otk_client_options *)0)->member)
#define ALL_SIZES               \
	NUMBER_OPTIONS(SIZE_OF) \
	FLAG_OPTIONS(SIZE_OF)   \
	TEXT_OPTIONS(SIZE_OF) KEY_OPTIONS(SIZE_OF) OTHER_OPTIONS(SIZE_OF)
_Static_assert(sizeof(void *) < sizeof(int64_t) || sizeof(otk_client_options) == 0 ALL_SIZES,
	"every option of the client is in one list");

otk_status otk_client_copy_options(
	otk_client *client, const otk_client_options *given, otk_error *error)
{
	otk_client_options *own = &client->options;
	otk_status status = otk_options_copy(
		own, sizeof(*own), OPTIONS_SIZE_V1, given, "otk_client_options", error);

	if (!status)
		status = check_numbers(own, error);
	if (!status)
		status = check_flags(own, error);
	if (status)
		return status;
#define CLEAR(member) own->member = NULL;
	KEY_OPTIONS(CLEAR)
#undef CLEAR
	if (!own->log_level)
		own->log_level = OTK_LOG_WARNING;
	client->texts = otk_arena_new(1, 1024);
	if (!client->texts)
		return otk_fail_nomem(error);
	status = copy_texts(client, error);
	if (!status)
		status = copy_list(client, &own->plugin_path, "plugin_path", error);
	if (!status)
		status = copy_list(client, &own->resolve, "resolve", error);
	if (!status)
		status = copy_hooks(client, error);
	if (!status)
		status = check_together(own, error);
	return status ? status : take_url(client, error);
}
