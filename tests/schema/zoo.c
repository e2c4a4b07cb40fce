/* SPDX-License-Identifier: MIT */
/* A fictitious feature: one field of each kind and destination, and each rule. */
#include "config.h"

#include "tests/schema/zoo.h"

static const char *const modes[] = {"enabled", "disabled", NULL};
static const char *const mode_labels[] = {"relayed", "routed", NULL};
static const char *const speeds[] = {"8000", "16000", NULL};

static const otk_field animal_fields[] = {
	OTK_FIELD(zoo_animal, id, "id"),
	OTK_FIELD(zoo_animal, kind, "kind", .required = 1),
	OTK_FIELD(zoo_animal, legs, "legs", .min = 2, .max = 8),
};
static const otk_rule animal_rules[] = {
	{.kind = OTK_RULE_NEEDS, .field = "kind", .value = "spider", .other = "legs"},
};
const otk_type zoo_animal_type =
	OTK_OPTIONS_TYPE(zoo_animal, "animal", animal_fields, OTK_RULES(animal_rules));

static const otk_field option_fields[] = {
	OTK_FIELD(zoo_options, name, "name", .required = 1, .min = 2, .max = 5),
	OTK_FIELD(zoo_options, note, "note", .min = 0, .max = 4, .unit = OTK_UNIT_BYTES),
	OTK_FIELD(zoo_options, mode, "p2p.mode", .values = modes, .labels = mode_labels),
	OTK_FIELD(zoo_options, address, "address", .format = OTK_FORMAT_IPV4),
	OTK_FIELD(zoo_options, uuid, "uuid", .format = OTK_FORMAT_UUID),
	OTK_FIELD(zoo_options, session_id, "sessionId", .format = OTK_FORMAT_SESSION),
	OTK_FIELD(zoo_options, target, "target", .prefixes = "rtmp://|rtmps://"),
	OTK_FIELD(zoo_options, digits, "digits", .alphabet = "0123456789*#p"),
	OTK_FIELD(
		zoo_options, secret, "secret", .secret = 1, .min = 0, .max = 3, .alphabet = "abc"),
	OTK_FIELD(zoo_options, certificate, "certificate", .format = OTK_FORMAT_PEM_CERTIFICATE,
		.multiline = 1),
	OTK_FIELD(zoo_options, soft_length, "softLength", .min = 1, .max = 2,
		.soft = OTK_SOFT_LENGTH, .alphabet = "ab"),
	OTK_FIELD(zoo_options, soft_form, "softForm", .min = 1, .max = 2, .soft = OTK_SOFT_FORMAT,
		.alphabet = "ab"),
	OTK_FIELD(zoo_options, rate, "rate", .min = 10, .max = 20, .aliases = "tempo|pace"),
	OTK_FIELD(zoo_options, speed, "speed", .values = speeds),
	OTK_FIELD(zoo_options, open, "open"),
	OTK_FIELD(zoo_options, closed, "closed"),
	OTK_FIELD(zoo_options, streams, "streams", .min = 1, .max = 3, .format = OTK_FORMAT_ID,
		.single = 1),
	OTK_FIELD(zoo_options, headers, "headers", .min = 0, .max = 20, .unit = OTK_UNIT_BYTES,
		.format = OTK_FORMAT_HEADERS),
	OTK_FIELD(zoo_options, labels, "labels", .min = 0, .max = 2),
	OTK_OBJECT(zoo_options, star, &zoo_animal_type, "star"),
	OTK_LIST(zoo_options, animals, animal_count, &zoo_animal_type, "animals", .min = 0,
		.max = 2, .keyed = "id", .unique = 1),
	OTK_FIELD(zoo_options, defaulted, "defaulted", .wire_default = "red"),
	OTK_FIELD(zoo_options, page, "page", .min = 1, .place = OTK_IN_QUERY, .wire_default = "50"),
	OTK_FIELD(zoo_options, filter, "filter", .place = OTK_IN_QUERY),
	OTK_FIELD(zoo_options, keeper, "keeperId", .place = OTK_IN_PATH),
};
static const otk_rule option_rules[] = {
	/* The first field of these rules differs from the first field of the animals' rules. */
	{.kind = OTK_RULE_NEEDS, .field = "name", .value = "zebra", .other = "rate"},
	{.kind = OTK_RULE_EXCLUDES,
		.field = "open",
		.value = "true",
		.other = "closed",
		.other_value = "true"},
	{.kind = OTK_RULE_NEEDS,
		.field = "address",
		.other = "p2p.mode",
		.other_value = "enabled|disabled"},
	{.kind = OTK_RULE_ONLY_WHEN,
		.field = "digits",
		.other = "p2p.mode",
		.other_value = "disabled|"},
	{.kind = OTK_RULE_ONLY_WHEN, .field = "uuid", .other = "star"},
	{.kind = OTK_RULE_NEEDS,
		.field = "star.kind",
		.value = "lion",
		.other = "rate",
		.message = "a lion needs a rate"},
	{.kind = OTK_RULE_EXCLUDES, .field = "softLength", .other = "softForm", .soft = 1},
	{.kind = OTK_RULE_EXACTLY_ONE, .field = "filter|target|rate"},
	{.kind = OTK_RULE_ONE_OF, .field = "rate|filter|target|secret"},
};
const otk_type zoo_options_type =
	OTK_OPTIONS_TYPE(zoo_options, "zoo_options", option_fields, OTK_RULES(option_rules));

static const otk_field record_fields[] = {
	OTK_FIELD(zoo_record, id, "id", .required = 1, .role = OTK_ROLE_ID),
	OTK_FIELD(zoo_record, born, "born", .unit = OTK_UNIT_TIME_MS),
	OTK_FIELD(zoo_record, owner, "owner", .aliases = "keeper|holder|guardianOfTheWholeHouse"),
	OTK_FIELD(zoo_record, tame, "tame"),
	OTK_FIELD(zoo_record, names, "names", .single = 1),
	OTK_FIELD(zoo_record, stats, "stats"),
	OTK_OBJECT(zoo_record, mother, &zoo_record_type, "mother"),
	OTK_LIST(zoo_record, pets, pet_count, &zoo_animal_type, "pets", .keyed = "id"),
	OTK_LIST(zoo_record, friends, friend_count, &zoo_animal_type, "friends", .single = 1),
};
const otk_type zoo_record_type = OTK_TYPE(zoo_record, "zoo", record_fields);

static const otk_field list_fields[] = {
	OTK_FIELD(zoo_list, total, "count"),
	OTK_LIST(zoo_list, items, item_count, &zoo_record_type, "items"),
};
const otk_type zoo_list_type = OTK_TYPE(zoo_list, "zoo_list", list_fields);

const otk_operation zoo_row =
	OTK_OPERATION("feed", .summary = "Feed the animals", .method = OTK_METHOD_POST,
		.path = "/v2/project/{project}/zoo/{zooId}[/keeper/{keeperId}]/feed",
		.body = OTK_BODY_JSON, .options = &zoo_options_type, .result = &zoo_record_type,
		.shape = OTK_SHAPE_OBJECT, .repeat = OTK_REPEAT_UNSAFE);
