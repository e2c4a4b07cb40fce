/* SPDX-License-Identifier: MIT */
/*
 * otk insights usage, errors, sessions, meetings: queries that are written already, from one table.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <otk/insights.h>

#include "tools/otk/code/dry_run.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/output/table.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/settings/time_limit.h"
#include "tools/otk/tables/catalog.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/tables/known_values.h"
#include "tools/otk/tables/units.h"
#include "tools/otk/terminal/text.h"

enum { COLUMNS_MAX = 10 };

/* A column of the table: its title, and the path of the member in an entry. */
typedef struct insight_column {
	const char *title;
	const char *path;
} insight_column;

/*
 * A query: the list that it asks for, between the project and its entries, and what is asked of
 * each entry. $ARGUMENTS is replaced by the time, the page and the groups, $WORD by the word after
 * the verb, $GROUP by the member that the entries are grouped by.
 */
typedef struct insight {
	const char *verb;
	const char *query; /* inside of project(…) { … } */
	const char *path;  /* of the entries in the response, below "data.project" */
	insight_column columns[COLUMNS_MAX];
	int64_t last; /* default of --last, s; 0: the query has no time */
	int64_t first;
	bool groups; /* takes --by and --interval */
} insight;

#define PAGE_INFO "pageInfo { hasNextPage endCursor } "

static const insight insights[] = {
	{.verb = "usage",
		.query = "projectData($ARGUMENTS) { " PAGE_INFO
			 "resources { intervalStart intervalEnd $GROUP usage { "
			 "streamedPublishedMinutes streamedSubscribedMinutes hlsMinutes "
			 "sipUserMinutes individualArchiveMinutes sdArchiveComposedMinutes "
			 "hdArchiveComposedMinutes } } }",
		.path = "projectData.resources",
		.columns = {{"FROM", "intervalStart"}, {"TO", "intervalEnd"}, {"", "$GROUP"},
			{"PUBLISHED", "usage.streamedPublishedMinutes"},
			{"SUBSCRIBED", "usage.streamedSubscribedMinutes"},
			{"HLS", "usage.hlsMinutes"}, {"SIP", "usage.sipUserMinutes"},
			{"INDIVIDUAL", "usage.individualArchiveMinutes"},
			{"SD ARCHIVE", "usage.sdArchiveComposedMinutes"},
			{"HD ARCHIVE", "usage.hdArchiveComposedMinutes"}},
		.last = 7 * 86400,
		.first = 1000,
		.groups = true},
	{.verb = "errors",
		.query = "projectData($ARGUMENTS) { " PAGE_INFO
			 "resources { intervalStart intervalEnd $GROUP errors { connect { attempts "
			 "failures } publish { attempts failures } subscribe { attempts failures } "
			 "} } }",
		.path = "projectData.resources",
		.columns = {{"FROM", "intervalStart"}, {"TO", "intervalEnd"}, {"", "$GROUP"},
			{"CONNECT", "errors.connect.attempts"},
			{"FAILED", "errors.connect.failures"},
			{"PUBLISH", "errors.publish.attempts"},
			{"FAILED", "errors.publish.failures"},
			{"SUBSCRIBE", "errors.subscribe.attempts"},
			{"FAILED", "errors.subscribe.failures"}},
		.last = 7 * 86400,
		.first = 1000,
		.groups = true},
	{.verb = "sessions",
		.query = "sessionData { sessionSummaries($ARGUMENTS) { " PAGE_INFO
			 "totalCount resources { sessionId mediaMode publisherMinutes "
			 "subscriberMinutes } } }",
		.path = "sessionData.sessionSummaries.resources",
		.columns = {{"SESSION", "sessionId"}, {"MEDIA", "mediaMode"},
			{"PUBLISHED", "publisherMinutes"}, {"SUBSCRIBED", "subscriberMinutes"}},
		.last = 86400,
		.first = 1000},
	{.verb = "meetings",
		.query = "sessionData { sessions(sessionIds: [\"$WORD\"]) { resources { "
			 "meetings($ARGUMENTS) { " PAGE_INFO
			 "resources { meetingId createdAt destroyedAt publisherMinutes "
			 "subscriberMinutes } } } } }",
		.path = "sessionData.sessions.resources.0.meetings.resources",
		.columns = {{"MEETING", "meetingId"}, {"CREATED", "createdAt"},
			{"DESTROYED", "destroyedAt"}, {"PUBLISHED", "publisherMinutes"},
			{"SUBSCRIBED", "subscriberMinutes"}},
		.first = 10},
};

/* ---- options */

static const char *const intervals[] = {"AUTO", "DAILY", "WEEKLY", "MONTHLY", NULL};
static const char *const groups[] = {
	"COUNTRY", "REGION", "SDK_TYPE", "SDK_VERSION", "BROWSER", "BROWSER_VERSION", NULL};
/* The members that entries get by these groups. */
static const char *const group_members[] = {
	"country", "region", "sdkType", "sdkVersion", "browser", "browserVersion", NULL};

#define PROJECT_FIELD                                                                           \
	OTK_CLI_FIELD("project-id", STRING,                                                     \
		"project to ask for (default: that of the credentials; needed with the key of " \
		"an account)")
#define TIME_FIELDS                                                                              \
	OTK_CLI_FIELD(                                                                           \
		"last", STRING, "time to look back, such as 7d or 24h", .value_name = "TIME"),   \
		OTK_CLI_FIELD("start", INT, "first moment, instead of --last", .instant = true), \
		OTK_CLI_FIELD("end", INT, "last moment (default: now)", .instant = true)

static const otk_cli_field data_fields[] = {
	TIME_FIELDS,
	OTK_CLI_FIELD("interval", STRING, "length of an interval", .values = intervals),
	OTK_CLI_FIELD("by", STRING, "group by this", .values = groups),
	PROJECT_FIELD,
};
static const otk_cli_type data_options = OTK_CLI_TYPE(data_fields);

static const otk_cli_field session_fields[] = {TIME_FIELDS, PROJECT_FIELD};
static const otk_cli_type session_options = OTK_CLI_TYPE(session_fields);

static const otk_cli_field meeting_fields[] = {PROJECT_FIELD};
static const otk_cli_type meeting_options = OTK_CLI_TYPE(meeting_fields);

/* The member that entries are grouped by; "": none. */
static const char *group_of(json_object *local)
{
	const char *by = otk_cli_json_get(local, "by");

	for (size_t i = 0; by && groups[i]; i++)
		if (strcmp(groups[i], by) == 0)
			return group_members[i];
	return "";
}

static otk_cli_exit add_time(
	otk_cli *cli, const insight *asked, json_object *local, const char **arguments)
{
	const char *last = otk_cli_json_get(local, "last");
	int64_t start = otk_cli_json_int(local, "start"), end = otk_cli_json_int(local, "end");
	int64_t seconds = asked->last;

	if (!asked->last)
		return OTK_CLI_DONE;
	if (last && start)
		return otk_cli_wrong(cli, "--last and --start are mutually exclusive");
	if (last && (!otk_cli_read_seconds(last, &seconds) || seconds <= 0))
		return otk_cli_wrong(cli, "--last: %s is not a time span; write 7d, 24h or 90m",
			otk_cli_quote(cli, NULL, last));
	if (!start)
		start = (end ? end : (int64_t)time(NULL)) - seconds;
	if (start < 0)
		return otk_cli_wrong(
			cli, "--%s: the first moment is before 1970", last ? "last" : "start");
	if (end && end <= start)
		return otk_cli_wrong(cli, "--end: it is not after the first moment");
	*arguments = otk_cli_text(cli, "start: %" PRId64 ", ", start);
	if (end)
		*arguments = otk_cli_text(cli, "%send: %" PRId64 ", ", *arguments, end);
	return OTK_CLI_DONE;
}

static const char *add_groups(
	otk_cli *cli, const insight *asked, json_object *local, const char *arguments)
{
	const char *interval = otk_cli_json_get(local, "interval");
	const char *by = otk_cli_json_get(local, "by");

	if (!asked->groups)
		return arguments;
	arguments = otk_cli_text(cli, "%sinterval: %s, ", arguments, interval ? interval : "DAILY");
	return by ? otk_cli_text(cli, "%sgroupBy: [%s], ", arguments, by) : arguments;
}

/* ---- the query */

static const char *replace_name(otk_cli *cli, const char *text, const char *name, const char *value)
{
	const char *at = strstr(text, name);

	return at ? otk_cli_text(cli, "%.*s%s%s", (int)(at - text), text, value, at + strlen(name))
		  : text;
}

/* The id of a project is a number; that of an application is a text. */
static const char *project_of(otk_cli *cli, otk_client *client, json_object *local)
{
	const char *given = otk_cli_json_get(local, "project-id");
	const char *id = given ? given : otk_key_id(otk_client_key(client));

	return strspn(id, "0123456789") == strlen(id) ? id : otk_cli_text(cli, "\"%s\"", id);
}

static otk_cli_exit make_query(otk_cli *cli, otk_client *client, const insight *asked,
	const otk_cli_input *input, const char **query)
{
	const char *arguments = "";
	const char *text = asked->query;
	otk_cli_exit code = add_time(cli, asked, input->local, &arguments);

	if (code)
		return code;
	arguments = add_groups(cli, asked, input->local, arguments);
	arguments = otk_cli_text(
		cli, "%sfirst: %" PRId64 ", endCursor: $endCursor", arguments, asked->first);
	text = replace_name(cli, text, "$ARGUMENTS", arguments);
	text = replace_name(cli, text, "$GROUP", group_of(input->local));
	text = replace_name(cli, text, "$WORD", input->word_count ? input->words[0] : "");
	*query = otk_cli_text(cli, "query($endCursor: String) { project(projectId: %s) { %s } }",
		project_of(cli, client, input->local), text);
	return OTK_CLI_DONE;
}

/* Texts that become part of the query must not end it. */
static otk_cli_exit check_text(otk_cli *cli, const char *name, const char *text)
{
	if (!text || !strpbrk(text, "\"\\\n\r{}"))
		return OTK_CLI_DONE;
	return otk_cli_wrong(cli, "%s: %s is not an id", name, otk_cli_quote(cli, NULL, text));
}

/* ---- the response */

/* The entries of all pages. */
typedef struct insight_walk {
	otk_cli *cli;
	const insight *asked;
	json_object *items;
} insight_walk;

static otk_status take_page(const otk_insights_response *page, void *userdata)
{
	insight_walk *walk = userdata;
	json_object *json = otk_cli_json_of_record(walk->cli, page);
	json_object *entries =
		otk_cli_json_at(otk_cli_json_at(json, "data.project"), walk->asked->path);

	if (otk_cli_time_is_up(walk->cli))
		return OTK_E_TIMEOUT;
	for (size_t i = 0; json_object_is_type(entries, json_type_array) &&
			   i < json_object_array_length(entries);
		i++)
		otk_cli_json_append(
			walk->items, json_object_get(json_object_array_get_idx(entries, i)));
	return OTK_OK;
}

static const char *cell_of(otk_cli *cli, json_object *entry, const char *path)
{
	json_object *value = otk_cli_json_at(entry, path);

	return value ? otk_cli_plain(cli, json_object_get_string(value)) : NULL;
}

static otk_cli_exit print_table(
	otk_cli *cli, const insight *asked, json_object *items, const char *group)
{
	const size_t rows = json_object_array_length(items);
	otk_cli_column columns[COLUMNS_MAX] = {0};
	const char *paths[COLUMNS_MAX];
	const char **cells = otk_cli_new(cli, (rows * COLUMNS_MAX + 1) * sizeof(*cells));
	size_t count = 0;

	for (size_t i = 0; i < COLUMNS_MAX && asked->columns[i].path; i++) {
		const bool is_group = strcmp(asked->columns[i].path, "$GROUP") == 0;

		if (is_group && !*group)
			continue;
		columns[count] =
			(otk_cli_column){.title = is_group ? "GROUP" : asked->columns[i].title,
				.right = strstr(asked->columns[i].path, "inutes") ||
					 strchr(asked->columns[i].path, '.')};
		paths[count++] = is_group ? group : asked->columns[i].path;
	}
	for (size_t row = 0; row < rows; row++)
		for (size_t i = 0; i < count; i++)
			cells[row * count + i] =
				cell_of(cli, json_object_array_get_idx(items, row), paths[i]);
	if (rows)
		return otk_cli_print_table(cli, columns, count, cells, rows);
	puts("nothing found");
	return OTK_CLI_DONE;
}

static otk_cli_exit print_entries(
	otk_cli *cli, const insight *asked, json_object *items, const char *group)
{
	json_object *result;

	if (!otk_cli_wants_result(cli))
		return print_table(cli, asked, items, group);
	result = otk_cli_json_object(cli);
	otk_cli_json_add(result, "items", json_object_get(items));
	return otk_cli_print_result(cli, result);
}

/* ---- the commands */

static otk_cli_exit show_request(otk_cli *cli, otk_client *client, const char *query)
{
	const otk_cli_operation *operation = NULL;
	json_object *body = otk_cli_json_object(cli);
	otk_error error = OTK_ERROR_INIT;

	if (otk_cli_describe_one(cli, "insights.query", &operation, &error))
		return otk_cli_fail(cli, &error);
	otk_cli_json_add_text(body, "query", query);
	return otk_cli_dry_run(cli, client, operation, otk_cli_json_text(body));
}

/* The query asks for pageInfo, so a response without it is an error of the service. */
static void blame_response(const otk_cli *cli, otk_error *error)
{
	if (error->status != OTK_E_UNSUPPORTED)
		return;
	error->status = OTK_E_PROTOCOL;
	snprintf(error->message, sizeof(error->message),
		"%s: the response has no list with pageInfo", cli->command);
}

/* How queries name an application is not confirmed (doc/contract.md, 25). */
static otk_cli_exit report_failure(
	otk_cli *cli, otk_client *client, otk_status status, otk_error *error)
{
	otk_cli_exit code;

	blame_response(cli, error);
	code = otk_cli_fail_walk(cli, status, error);
	if (error->status == OTK_E_REQUEST &&
		otk_key_backend(otk_client_key(client)) == OTK_BACKEND_VONAGE)
		otk_cli_hint(cli, "the query names the application as project(projectId: …), which "
				  "is confirmed for OpenTok only; write another with: otk "
				  "insights query --query");
	return code;
}

/* Each command of this file has a row. */
static const insight *insight_of(const otk_cli_command *command)
{
	size_t i = 0;

	while (i + 1 < OTK_COUNT_OF(insights) && strcmp(insights[i].verb, command->verb) != 0)
		i++;
	return &insights[i];
}

/*
 * The credentials of OpenTok do not say whether they are those of an account, as --project-id does.
 */
static otk_cli_exit run_insight(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	const char *project = otk_cli_json_get(input->local, "project-id");
	insight_walk walk = {
		.cli = cli, .items = otk_cli_json_array(cli), .asked = insight_of(command)};
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = NULL;
	const char *query = NULL;
	otk_status status;
	otk_cli_exit code = otk_cli_check_known(cli, command->local, input->local);

	if (!code)
		code = check_text(cli, "--project-id", project);
	if (!code)
		code = check_text(cli, "SESSION-ID", input->word_count ? input->words[0] : NULL);
	if (!code)
		code = otk_cli_connect(cli, project != NULL, &client);
	if (!code)
		code = make_query(cli, client, walk.asked, input, &query);
	if (code)
		return code;
	if (cli->dry_run)
		return show_request(cli, client, query);
	otk_cli_guard_time(cli);
	status = otk_insights_each_page(
		client, &OTK_INSIGHTS_OPTIONS(.query = query), take_page, &walk, &error);
	otk_cli_unguard_time();
	if (status)
		return report_failure(cli, client, status, &error);
	return print_entries(cli, walk.asked, walk.items, group_of(input->local));
}

OTK_CLI_COMMAND(insights_usage) = {
	.feature = "insights",
	.verb = "usage",
	.summary = "Show the minutes of a project, by day",
	.examples = OTK_CLI_WORDS("insights usage --last 7d",
		"insights usage --last 90d --interval MONTHLY --by COUNTRY"),
	.words = OTK_CLI_WORDS(),
	.local = &data_options,
	.run = run_insight,
};

OTK_CLI_COMMAND(insights_errors) = {
	.feature = "insights",
	.verb = "errors",
	.summary = "Show how many connections, publishers and subscribers failed, by day",
	.examples = OTK_CLI_WORDS("insights errors --last 7d --by BROWSER"),
	.words = OTK_CLI_WORDS(),
	.local = &data_options,
	.run = run_insight,
};

OTK_CLI_COMMAND(insights_sessions) = {
	.feature = "insights",
	.verb = "sessions",
	.summary = "List past sessions with their minutes (needs Advanced Insights)",
	.examples = OTK_CLI_WORDS("insights sessions --last 24h"),
	.words = OTK_CLI_WORDS(),
	.local = &session_options,
	.run = run_insight,
};

OTK_CLI_COMMAND(insights_meetings) = {
	.feature = "insights",
	.verb = "meetings",
	.summary = "List the meetings of a session (needs Advanced Insights)",
	.words = OTK_CLI_WORDS("SESSION-ID"),
	.examples = OTK_CLI_WORDS("insights meetings SESSION-ID"),
	.local = &meeting_options,
	.run = run_insight,
};
