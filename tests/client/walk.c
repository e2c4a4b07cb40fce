/* SPDX-License-Identifier: MIT */
/* All pages of a list: each item once, also when items are added and deleted meanwhile. */
#include "config.h"

#include <inttypes.h>
#include <otk/applications.h>
#include <otk/plugins.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/client/fixture.h"
#include "tests/plugins/features.h"

typedef struct walked {
	int count;
	char ids[4096]; /* "a1 a2 …" */
	int stop_after; /* 0: never */
	otk_client *client;
	void (*each)(struct walked *walked);
} walked;

static otk_status note(const void *item, void *userdata)
{
	walked *w = userdata;
	const otk_archive *archive = item;
	const size_t used = strlen(w->ids);

	w->count++;
	snprintf(w->ids + used, sizeof(w->ids) - used, "%s%s", used ? " " : "", archive->id);
	if (w->each)
		w->each(w);
	return w->count == w->stop_after ? OTK_E_REFUSED : OTK_OK;
}

/* A page with the archives a<first> … a<last>, downwards; total < 0: without a total. */
static void page(otk_server *server, int total, int first, int last)
{
	char body[65536], *at = body;
	size_t left = sizeof(body);
	int size = total < 0 ? snprintf(at, left, "{\"items\":[")
			     : snprintf(at, left, "{\"count\":%d,\"items\":[", total);

	for (int i = first; i >= last; i--) {
		at += size;
		left -= (size_t)size;
		size = snprintf(at, left, "%s{\"id\":\"a%d\",\"status\":\"stopped\"}",
			i == first ? "" : ",", i);
	}
	snprintf(at + size, left - (size_t)size, "]}");
	otk_server_reply(server, &(otk_reply){.body = body});
}

static bool asked(otk_server *server, int index, int64_t offset, int64_t count)
{
	char query[96], other[96];
	const otk_seen *seen = otk_server_request(server, index);

	snprintf(query, sizeof(query), "?offset=%" PRId64 "&count=%" PRId64, offset, count);
	snprintf(other, sizeof(other), "/archive?count=%" PRId64, count);
	/* An offset of 0 is not sent. */
	return CHECK_CASE(
		seen && (strstr(seen->path, query) || (!offset && strstr(seen->path, other))),
		"request %d is %s, not %s", index, seen ? seen->path : "not there", query);
}

static otk_status walk(otk_client *client, walked *w, const otk_list_options *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_archives_each(client, options, note, w, &error);

	CHECK_CASE(status != OTK_OK || !error.status, "%s", error.message);
	return status;
}

static void several_pages(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 7, 7, 5);
	page(server, 7, 4, 2);
	page(server, 7, 1, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 3)), OTK_OK);
		CHECK_STR(w.ids, "a7 a6 a5 a4 a3 a2 a1");
		CHECK_INT(otk_server_request_count(server), 3);
		asked(server, 0, 0, 3);
		asked(server, 1, 3, 3);
		asked(server, 2, 6, 3);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* The page size is the maximum of the service; filters are sent for every page. */
static void usual_page(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 2, 2, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.session_id = TEST_SESSION)), OTK_OK);
		CHECK_INT(w.count, 2);
		CHECK_INT(otk_server_request_count(server), 1);
		CHECK_HAS(otk_server_request(server, 0)->path, "count=1000");
		CHECK_HAS(otk_server_request(server, 0)->path, "sessionId=" TEST_SESSION);
		otk_server_reset(server);
		page(server, 0, 0, 1);
		w = (walked){0};
		CHECK_INT(walk(client, &w, NULL), OTK_OK);
		CHECK_INT(w.count, 0);
		CHECK_INT(otk_server_request_count(server), 1);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void begins_at_the_offset(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 5, 3, 2);
	page(server, 5, 1, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.offset = 2, .count = 2)), OTK_OK);
		CHECK_STR(w.ids, "a3 a2 a1");
		asked(server, 0, 2, 2);
		asked(server, 1, 4, 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* New items shift the rest back: items that were seen come again and are skipped. */
static void total_grows(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 4, 4, 3);
	page(server, 6, 4, 3); /* a6, a5 came */
	page(server, 6, 2, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_STR(w.ids, "a4 a3 a2 a1");
		asked(server, 2, 4, 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* Deletions shift the rest forward: the next offset is reduced so that none is missed. */
static void total_shrinks(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 6, 6, 5);
	page(server, 4, 2, 1); /* a6 and a5 were deleted: a4 and a3 were skipped */
	page(server, 4, 4, 3);
	page(server, 4, 2, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_STR(w.ids, "a6 a5 a2 a1 a4 a3");
		asked(server, 1, 2, 2);
		asked(server, 2, 0, 2);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* A service without a total: the last page is one that is not full. */
static void no_total(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, -1, 4, 3);
	page(server, -1, 2, 1);
	page(server, -1, 0, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_STR(w.ids, "a4 a3 a2 a1");
		CHECK_INT(otk_server_request_count(server), 3);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* A total that is never reached must not cause an endless walk. */
static void endless(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	otk_server_default(
		server, &(otk_reply){.body = "{\"count\":1000000,\"items\":[{\"id\":\"a1\"}]}"});
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 1)), OTK_OK);
		CHECK_INT(w.count, 1);
		CHECK(otk_server_request_count(server) <= 102);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* ---- pages that have numbers */

static otk_client *account(otk_server *server)
{
	otk_client *client = test_client(server, NULL);
	otk_status status = OTK_OK;

	if (client)
		status = otk_client_add_plugin(client, otk_feature_entry("applications"), NULL);
	CHECK(!status || status == OTK_E_STATE); /* it may be built in */
	return client;
}

static void numbered(otk_server *server, int total, int first, int last)
{
	char body[1024];
	int size = snprintf(
		body, sizeof(body), "{\"total_items\":%d,\"_embedded\":{\"applications\":[", total);

	for (int i = first; i <= last; i++)
		size += snprintf(body + size, sizeof(body) - (size_t)size,
			"%s{\"id\":\"a%d\",\"name\":\"n\"}", i == first ? "" : ",", i);
	snprintf(body + size, sizeof(body) - (size_t)size, "]}}");
	otk_server_reply(server, &(otk_reply){.body = body});
}

static otk_status note_application(const void *item, void *userdata)
{
	const otk_application *application = item;

	return note(&(otk_archive){.id = application->id}, userdata);
}

static void walk_numbered(
	otk_client *client, const otk_application_list_options *options, const char *ids)
{
	otk_error error = OTK_ERROR_INIT;
	walked w = {0};
	otk_status status = otk_applications_each(client, options, note_application, &w, &error);

	CHECK_CASE(!status, "%s", error.message);
	CHECK_STR(w.ids, ids);
}

static bool asked_page(otk_server *server, int index, const char *query)
{
	const otk_seen *seen = otk_server_request(server, index);

	return CHECK_CASE(seen && strstr(seen->path, query), "request %d is %s, not %s", index,
		seen ? seen->path : "not there", query);
}

static void numbered_pages(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = account(server);

	if (client) {
		numbered(server, 5, 1, 2);
		numbered(server, 5, 3, 4);
		numbered(server, 5, 5, 5);
		walk_numbered(
			client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2), "a1 a2 a3 a4 a5");
		CHECK_INT(otk_server_request_count(server), 3);
		asked_page(server, 0, "page_size=2&page=1");
		asked_page(server, 1, "page_size=2&page=2");
		asked_page(server, 2, "page_size=2&page=3");
		/* Begins at the requested page. */
		otk_server_reset(server);
		numbered(server, 5, 3, 4);
		numbered(server, 5, 5, 5);
		walk_numbered(client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2, .page = 2),
			"a3 a4 a5");
		asked_page(server, 0, "page_size=2&page=2");
		/* Without a size: the maximum of the service. */
		otk_server_reset(server);
		numbered(server, 2, 1, 2);
		walk_numbered(client, NULL, "a1 a2");
		CHECK_INT(otk_server_request_count(server), 1);
		asked_page(server, 0, "page_size=100");
		/* An empty list. */
		otk_server_reset(server);
		otk_server_reply(server, &(otk_reply){.body = "{}"});
		walk_numbered(client, NULL, "");
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* The service sends smaller pages than requested: page numbers then refer to its size. */
static void smaller_pages(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = account(server);

	if (client) {
		numbered(server, 5, 1, 2);
		numbered(server, 5, 3, 4);
		numbered(server, 5, 5, 5);
		walk_numbered(client, NULL, "a1 a2 a3 a4 a5");
		CHECK_INT(otk_server_request_count(server), 3);
		asked_page(server, 1, "page_size=2&page=2");
		asked_page(server, 2, "page_size=2&page=3");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void numbered_shrinks(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = account(server);

	if (client) {
		numbered(server, 6, 1, 2);
		numbered(server, 5, 4, 5); /* a1 was deleted: a3 was skipped */
		numbered(server, 5, 2, 3);
		numbered(server, 5, 4, 5);
		numbered(server, 5, 6, 6);
		walk_numbered(
			client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2), "a1 a2 a4 a5 a3 a6");
		asked_page(server, 2, "page=1");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void no_such_page(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = account(server);
	otk_error error = OTK_ERROR_INIT;
	walked w = {0};

	if (client) {
		CHECK_INT(otk_applications_each(client,
				  &OTK_APPLICATION_LIST_OPTIONS(.page = INT64_MAX),
				  note_application, &w, &error),
			OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "applications.list: the page number is too large");
		CHECK_INT(otk_applications_each(client,
				  &OTK_APPLICATION_LIST_OPTIONS(.page_size = -1, .page = 3),
				  note_application, &w, &error),
			OTK_E_ARGUMENT);
		CHECK_INT(otk_server_request_count(server), 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void stops(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {.stop_after = 2};
	otk_error error = OTK_ERROR_INIT;

	page(server, 9, 9, 7);
	if (client) {
		CHECK_INT(otk_archives_each(client, NULL, note, &w, &error), OTK_E_REFUSED);
		CHECK_HAS(error.message, "archives.list: stopped by the caller");
		CHECK_INT(w.count, 2);
		CHECK_INT(otk_server_request_count(server), 1);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void fails_midway(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};
	otk_error error = OTK_ERROR_INIT;

	page(server, 4, 4, 3);
	otk_server_default(server, &(otk_reply){.status = 404});
	if (client) {
		CHECK_INT(
			otk_archives_each(client, &OTK_LIST_OPTIONS(.count = 2), note, &w, &error),
			OTK_E_NOT_FOUND);
		CHECK_STR(w.ids, "a4 a3");
		CHECK_INT(error.http_status, 404);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void free_it(walked *w)
{
	otk_client_free(w->client);
}

static void client_freed_inside(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {.client = client, .each = free_it};
	otk_error error = OTK_ERROR_INIT;

	page(server, 4, 4, 3);
	if (client) {
		CHECK_INT(otk_archives_each(client, NULL, note, &w, &error), OTK_E_CANCELLED);
		CHECK_INT(w.count, 1);
	}
	otk_server_free(server);
}

/* Servers whose total is the page's own length, too small, or nothing: all items all the same. */
static void wrong_totals(void)
{
	static const struct {
		int totals[4];
	} rows[] = {{{2, 2, 2, 0}}, {{4, 4, 4, 4}}, {{-1, -1, -1, -1}}, {{0, 0, 0, 0}},
		{{1, 1, 1, 1}}, {{2, 4, 6, 6}}};
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);

	for (size_t i = 0; client && i < OTK_COUNT_OF(rows); i++) {
		walked w = {0};

		otk_server_reset(server);
		for (int k = 0; k < 3; k++)
			page(server, rows[i].totals[k], 6 - 2 * k, 5 - 2 * k);
		page(server, rows[i].totals[3], 0, 1);
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_CASE(strcmp(w.ids, "a6 a5 a4 a3 a2 a1") == 0, "row %zu: %s", i, w.ids);
		CHECK_INT(otk_server_request_count(server), 4);
	}
	otk_client_free(client);
	otk_server_free(server);
}

/* The last page of such a server is shorter. */
static void own_length_and_a_rest(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};

	page(server, 2, 5, 4);
	page(server, 2, 3, 2);
	page(server, 1, 1, 1);
	if (client) {
		CHECK_INT(walk(client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_STR(w.ids, "a5 a4 a3 a2 a1");
		CHECK_INT(otk_server_request_count(server), 3);
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void from_json(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	walked w = {0};
	otk_error error = OTK_ERROR_INIT;

	page(server, 3, 3, 2);
	page(server, 3, 1, 1);
	if (client) {
		CHECK_STATUS(
			otk_each_json(client, "archives.list", "{\"count\":2}", note, &w, &error),
			OTK_OK, &error);
		CHECK_STR(w.ids, "a3 a2 a1");
		CHECK_INT(otk_each_json(client, "archives.list", "[]", note, &w, &error),
			OTK_E_ARGUMENT);
		CHECK_HAS(error.message, "archives.list: ");
	}
	otk_client_free(client);
	otk_server_free(server);
}

static void wrong_use(void)
{
	otk_server *server = otk_server_new(NULL);
	otk_client *client = test_client(server, NULL);
	otk_error error = OTK_ERROR_INIT;
	walked w = {0};

	if (client) {
		CHECK_INT(otk_archives_each(client, NULL, NULL, NULL, &error), OTK_E_ARGUMENT);
		CHECK_INT(otk_archives_each(NULL, NULL, note, &w, &error), OTK_E_ARGUMENT);
		CHECK_INT(otk_each(client, "archives.start", 0, NULL, NULL, note, &w, &error),
			OTK_E_UNSUPPORTED);
		CHECK_HAS(error.message, "archives.start: is not a list that has pages");
		CHECK_INT(otk_server_request_count(server), 0);
	}
	otk_client_free(client);
	otk_server_free(server);
}

int main(void)
{
	return OTK_TEST_MAIN("walk", TEST(several_pages), TEST(usual_page),
		TEST(begins_at_the_offset), TEST(total_grows), TEST(total_shrinks), TEST(no_total),
		TEST(endless), TEST(numbered_pages), TEST(smaller_pages), TEST(numbered_shrinks),
		TEST(no_such_page), TEST(stops), TEST(fails_midway), TEST(client_freed_inside),
		TEST(from_json), TEST(wrong_totals), TEST(own_length_and_a_rest), TEST(wrong_use));
}
