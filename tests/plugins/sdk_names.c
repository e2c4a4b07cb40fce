/* SPDX-License-Identifier: MIT */
/* From the names of calls and arguments in exchanges to those of otk. */
#include "config.h"

#include "tests/plugins/sdk_names.h"

#include <ctype.h>
#include <otk/types.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/text/text.h"

typedef struct method {
	const char *name;
	const char *operation;
	const char *renames; /* "stream_id=addStream|name=properties.name" */
	const char *inside;  /* the object that all others but `outside` go into */
	const char *outside; /* "session_id|token" */
} method;

static const method methods[] = {
	{"archive_start", "archives.start", NULL, NULL, NULL},
	{"archive_stop", "archives.stop", NULL, NULL, NULL},
	{"archive_get", "archives.get", NULL, NULL, NULL},
	{"archive_list", "archives.list", NULL, NULL, NULL},
	{"archive_delete", "archives.delete", NULL, NULL, NULL},
	{"archive_set_layout", "archives.set_layout", NULL, NULL, NULL},
	{"archive_add_stream", "archives.add_stream", "stream_id=addStream", NULL, NULL},
	{"archive_remove_stream", "archives.remove_stream", "stream_id=removeStream", NULL, NULL},
	{"broadcast_start", "broadcasts.start", NULL, NULL, NULL},
	{"broadcast_stop", "broadcasts.stop", NULL, NULL, NULL},
	{"broadcast_get", "broadcasts.get", NULL, NULL, NULL},
	{"broadcast_list", "broadcasts.list", NULL, NULL, NULL},
	{"broadcast_set_layout", "broadcasts.set_layout", NULL, NULL, NULL},
	{"broadcast_add_stream", "broadcasts.add_stream", "stream_id=addStream", NULL, NULL},
	{"broadcast_remove_stream", "broadcasts.remove_stream", "stream_id=removeStream", NULL,
		NULL},
	{"broadcast_update_streams", "broadcasts.select_stream", NULL, NULL, NULL},
	{"callback_list", "callbacks.list", NULL, NULL, NULL},
	{"callback_register", "callbacks.register", NULL, NULL, NULL},
	{"callback_unregister", "callbacks.remove", NULL, NULL, NULL},
	{"captions_start", "captions.start", NULL, NULL, NULL},
	{"captions_stop", "captions.stop", NULL, NULL, NULL},
	{"connection_disconnect", "connections.disconnect", NULL, NULL, NULL},
	{"connection_list", "connections.list", NULL, NULL, NULL},
	{"layout_validate", "archives.set_layout", NULL, NULL, NULL},
	{"render_get", "renders.get", NULL, NULL, NULL},
	{"render_list", "renders.list", NULL, NULL, NULL},
	{"render_start", "renders.start", "name=properties.name", NULL, NULL},
	{"render_stop", "renders.stop", NULL, NULL, NULL},
	{"session_create", "session.create",
		"media_mode=p2p.preference|p2p_preference=p2p.preference", NULL, NULL},
	{"session_disable_mute", "streams.lift_mute", NULL, NULL, NULL},
	{"session_mute_all", "streams.mute_all", "excluded_streams=excludedStreamIds", NULL, NULL},
	{"signal_send", "signals.send", NULL, NULL, NULL},
	{"sip_dial", "sip.dial", "sip_uri=uri", "sip", "session_id|token"},
	{"sip_play_dtmf", "sip.dtmf", NULL, NULL, NULL},
	{"stream_get", "streams.get", NULL, NULL, NULL},
	{"stream_list", "streams.list", NULL, NULL, NULL},
	{"stream_mute", "streams.mute", NULL, NULL, NULL},
	{"stream_set_layout_classes", "streams.set_layout", NULL, NULL, NULL},
	{"stream_update", "streams.set_class", NULL, NULL, NULL},
	{"websocket_connect", "websocket.connect", "websocket_uri=uri", "websocket",
		"session_id|token"},
	/* without a counterpart in the official SDKs */
	{"application_create", "applications.create", NULL, NULL, NULL},
	{"application_delete", "applications.delete", NULL, NULL, NULL},
	{"application_get", "applications.get", NULL, NULL, NULL},
	{"application_list", "applications.list", "page_size=page_size", NULL, NULL},
	{"application_update", "applications.update", NULL, NULL, NULL},
	{"insights_query", "insights.query", NULL, NULL, NULL},
	{"migration_start", "migration.start", NULL, NULL, NULL},
	{"project_create", "projects.create", NULL, NULL, NULL},
	{"project_delete", "projects.delete", NULL, NULL, NULL},
	{"project_get", "projects.get", NULL, NULL, NULL},
	{"project_list", "projects.list", NULL, NULL, NULL},
	{"project_refresh_secret", "projects.refresh_secret", NULL, NULL, NULL},
	{"project_update", "projects.update", NULL, NULL, NULL},
	{"sip_hangup", "sip.hangup", NULL, NULL, NULL},
	{"storage_delete", "storage.delete", NULL, NULL, NULL},
	{"storage_set", "storage.set", NULL, NULL, NULL},
	{"websocket_end", "websocket.disconnect", NULL, NULL, NULL},
	/* not run */
	{"websocket_disconnect", NULL, NULL, NULL, NULL}, /* withdrawn by the service */
	{"captions_get", NULL, NULL, NULL, NULL},         /* withdrawn by the service */
	{"archive_parse", NULL, NULL, NULL, NULL},        /* no call */
	{"client_new", NULL, NULL, NULL, NULL},           /* no call: tests/client */
	{"token_generate", NULL, NULL, NULL, NULL},       /* no call: tests/auth */
};

static const method *find_method(const char *name)
{
	for (size_t i = 0; i < OTK_COUNT_OF(methods); i++)
		if (strcmp(methods[i].name, name) == 0)
			return &methods[i];
	return NULL;
}

const char *otk_sdk_operation(const char *method_name)
{
	const method *row = find_method(method_name);

	return row ? row->operation : NULL;
}

void otk_sdk_wire_name(const char *name, char *wire, size_t size)
{
	size_t used = 0;

	for (; *name && used + 1 < size; name++) {
		if (*name == '_' && name[1] && used)
			wire[used++] = (char)toupper((unsigned char)*++name);
		else
			wire[used++] = *name;
	}
	wire[used] = '\0';
}

/* Objects whose member names are free text, or have underscores on the wire. */
static bool keeps_names(const char *name)
{
	return strcmp(name, "headers") == 0 || strcmp(name, "audio_transport") == 0 ||
	       strcmp(name, "privacy") == 0 || strcmp(name, "capabilities") == 0;
}

static json_object *wire_names_of(json_object *value)
{
	json_object *copy = NULL;
	json_object_iter each;

	if (json_object_is_type(value, json_type_array)) {
		copy = json_object_new_array();
		for (size_t i = 0; i < json_object_array_length(value); i++)
			json_object_array_add(
				copy, wire_names_of(json_object_array_get_idx(value, i)));
		return copy;
	}
	if (!json_object_is_type(value, json_type_object))
		return json_object_get(value);
	copy = json_object_new_object();
	json_object_object_foreachC(value, each) {
		char wire[64];

		otk_sdk_wire_name(each.key, wire, sizeof(wire));
		json_object_object_add(copy, wire,
			keeps_names(each.key) ? json_object_get(each.val)
					      : wire_names_of(each.val));
	}
	return copy;
}

/* The other name in "name=other|…", else the wire name. */
static void copy_renamed(const char *renames, const char *name, char *wire, size_t size)
{
	const size_t length = strlen(name);
	const char *word;
	size_t word_size;

	while (otk_word_next(&renames, &word, &word_size)) {
		if (strncmp(word, name, length) != 0 || word[length] != '=')
			continue;
		snprintf(wire, size, "%.*s", (int)(word_size - length - 1), word + length + 1);
		return;
	}
	otk_sdk_wire_name(name, wire, size);
}

/* The object below `parent` with this name, made when it is not there. */
static json_object *below(json_object *parent, const char *name)
{
	json_object *child = NULL;

	if (!json_object_object_get_ex(parent, name, &child)) {
		child = json_object_new_object();
		json_object_object_add(parent, name, child);
	}
	return child;
}

static void put_argument(json_object *target, const char *operation, char *wire, json_object *value)
{
	/* "p2p.preference" is the name of a form field, not a path. */
	char *dot = strcmp(operation, "session.create") ? strchr(wire, '.') : NULL;

	if (dot) {
		*dot = '\0';
		target = below(target, wire);
		wire = dot + 1;
	}
	json_object_object_add(target, wire, value);
}

static bool is_nothing(json_object *bag)
{
	return !bag ||
	       (json_object_is_type(bag, json_type_object) && !json_object_object_length(bag));
}

json_object *otk_sdk_arguments(const char *method_name, json_object *args)
{
	const method *row = find_method(method_name);
	json_object *out = json_object_new_object();
	json_object_iter each;

	if (!args)
		return out;
	json_object_object_foreachC(args, each) {
		const bool inner =
			row->inside && !otk_word_in(row->outside, each.key, strlen(each.key));
		char wire[64];

		/* An options object of an SDK that is empty, or not an object. */
		if (strstr(each.key, "options") &&
			(is_nothing(each.val) || json_object_is_type(each.val, json_type_array)))
			continue;
		copy_renamed(row->renames, each.key, wire, sizeof(wire));
		put_argument(inner ? below(out, row->inside) : out, row->operation, wire,
			keeps_names(each.key) ? json_object_get(each.val)
					      : wire_names_of(each.val));
	}
	return out;
}
