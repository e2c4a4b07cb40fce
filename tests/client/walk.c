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

static otk_status note_archive(const void *item, void *userdata)
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
static void reply_page(otk_server *server, int total, int first, int last)
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

static bool check_query(otk_server *server, int index, int64_t offset, int64_t count)
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

static otk_status walk_archives(otk_client *client, walked *w, const otk_list_options *options)
{
	otk_error error = OTK_ERROR_INIT;
	otk_status status = otk_archives_each(client, options, note_archive, w, &error);

	CHECK_CASE(status != OTK_OK || !error.status, "%s", error.message);
	return status;
}

static void several_pages(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 7, 7, 5);
	reply_page(f->server, 7, 4, 2);
	reply_page(f->server, 7, 1, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 3)), OTK_OK);
	CHECK_STR(w.ids, "a7 a6 a5 a4 a3 a2 a1");
	CHECK_INT(otk_server_request_count(f->server), 3);
	check_query(f->server, 0, 0, 3);
	check_query(f->server, 1, 3, 3);
	check_query(f->server, 2, 6, 3);
}

/* The page size is the maximum of the service; filters are sent for every page. */
static void usual_page(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 2, 2, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.session_id = TEST_SESSION)),
		OTK_OK);
	CHECK_INT(w.count, 2);
	CHECK_INT(otk_server_request_count(f->server), 1);
	CHECK_HAS(otk_server_request(f->server, 0)->path, "count=1000");
	CHECK_HAS(otk_server_request(f->server, 0)->path, "sessionId=" TEST_SESSION);
	otk_server_reset(f->server);
	reply_page(f->server, 0, 0, 1);
	w = (walked){0};
	CHECK_INT(walk_archives(f->client, &w, NULL), OTK_OK);
	CHECK_INT(w.count, 0);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void begins_at_the_offset(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 5, 3, 2);
	reply_page(f->server, 5, 1, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.offset = 2, .count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a3 a2 a1");
	check_query(f->server, 0, 2, 2);
	check_query(f->server, 1, 4, 2);
}

/* New items shift the rest back: items that were seen come again and are skipped. */
static void total_grows(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 4, 4, 3);
	reply_page(f->server, 6, 4, 3); /* a6, a5 came */
	reply_page(f->server, 6, 2, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a4 a3 a2 a1");
	check_query(f->server, 2, 4, 2);
}

/* Deletions shift the rest forward: the next offset is reduced so that none is missed. */
static void total_shrinks(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 6, 6, 5);
	reply_page(f->server, 4, 2, 1); /* a6 and a5 were deleted: a4 and a3 were skipped */
	reply_page(f->server, 4, 4, 3);
	reply_page(f->server, 4, 2, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a6 a5 a2 a1 a4 a3");
	check_query(f->server, 1, 2, 2);
	check_query(f->server, 2, 0, 2);
}

/* A service without a total: the last page is one that is not full. */
static void no_total(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, -1, 4, 3);
	reply_page(f->server, -1, 2, 1);
	reply_page(f->server, -1, 0, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a4 a3 a2 a1");
	CHECK_INT(otk_server_request_count(f->server), 3);
}

/* A total that is never reached must not cause an endless walk. */
static void total_never_reached(otk_fixture *f)
{
	walked w = {0};

	otk_server_default(
		f->server, &(otk_reply){.body = "{\"count\":1000000,\"items\":[{\"id\":\"a1\"}]}"});
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 1)), OTK_OK);
	CHECK_INT(w.count, 1);
	CHECK(otk_server_request_count(f->server) <= 102);
}

/* ---- pages that have numbers */

static void set_up_applications(otk_fixture *f)
{
	otk_status status;

	test_client_set_up(f);
	status = otk_client_add_plugin(f->client, otk_feature_entry("applications"), NULL);
	REQUIRE(!status || status == OTK_E_STATE); /* it may be built in */
}

static const otk_fixture_type with_applications = {
	sizeof(otk_fixture), set_up_applications, test_client_clean_up};

static void reply_numbered_page(otk_server *server, int total, int first, int last)
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

	return note_archive(&(otk_archive){.id = application->id}, userdata);
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

static bool check_page_query(otk_server *server, int index, const char *query)
{
	const otk_seen *seen = otk_server_request(server, index);

	return CHECK_CASE(seen && strstr(seen->path, query), "request %d is %s, not %s", index,
		seen ? seen->path : "not there", query);
}

static void numbered_pages(otk_fixture *f)
{
	reply_numbered_page(f->server, 5, 1, 2);
	reply_numbered_page(f->server, 5, 3, 4);
	reply_numbered_page(f->server, 5, 5, 5);
	walk_numbered(f->client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2), "a1 a2 a3 a4 a5");
	CHECK_INT(otk_server_request_count(f->server), 3);
	check_page_query(f->server, 0, "page_size=2&page=1");
	check_page_query(f->server, 1, "page_size=2&page=2");
	check_page_query(f->server, 2, "page_size=2&page=3");
	/* Begins at the requested page. */
	otk_server_reset(f->server);
	reply_numbered_page(f->server, 5, 3, 4);
	reply_numbered_page(f->server, 5, 5, 5);
	walk_numbered(
		f->client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2, .page = 2), "a3 a4 a5");
	check_page_query(f->server, 0, "page_size=2&page=2");
	/* Without a size: the maximum of the service. */
	otk_server_reset(f->server);
	reply_numbered_page(f->server, 2, 1, 2);
	walk_numbered(f->client, NULL, "a1 a2");
	CHECK_INT(otk_server_request_count(f->server), 1);
	check_page_query(f->server, 0, "page_size=100");
	/* An empty list. */
	otk_server_reset(f->server);
	otk_server_reply(f->server, &(otk_reply){.body = "{}"});
	walk_numbered(f->client, NULL, "");
}

/* The service sends smaller pages than requested: page numbers then refer to its size. */
static void smaller_pages(otk_fixture *f)
{
	reply_numbered_page(f->server, 5, 1, 2);
	reply_numbered_page(f->server, 5, 3, 4);
	reply_numbered_page(f->server, 5, 5, 5);
	walk_numbered(f->client, NULL, "a1 a2 a3 a4 a5");
	CHECK_INT(otk_server_request_count(f->server), 3);
	check_page_query(f->server, 1, "page_size=2&page=2");
	check_page_query(f->server, 2, "page_size=2&page=3");
}

static void numbered_shrinks(otk_fixture *f)
{
	reply_numbered_page(f->server, 6, 1, 2);
	reply_numbered_page(f->server, 5, 4, 5); /* a1 was deleted: a3 was skipped */
	reply_numbered_page(f->server, 5, 2, 3);
	reply_numbered_page(f->server, 5, 4, 5);
	reply_numbered_page(f->server, 5, 6, 6);
	walk_numbered(
		f->client, &OTK_APPLICATION_LIST_OPTIONS(.page_size = 2), "a1 a2 a4 a5 a3 a6");
	check_page_query(f->server, 2, "page=1");
}

static void no_such_page(otk_fixture *f)
{
	walked w = {0};

	CHECK_INT(otk_applications_each(f->client, &OTK_APPLICATION_LIST_OPTIONS(.page = INT64_MAX),
			  note_application, &w, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "applications.list: the page number is too large");
	CHECK_INT(otk_applications_each(f->client,
			  &OTK_APPLICATION_LIST_OPTIONS(.page_size = -1, .page = 3),
			  note_application, &w, &f->error),
		OTK_E_ARGUMENT);
	CHECK_INT(otk_server_request_count(f->server), 0);
}

static void stopped_by_the_callback(otk_fixture *f)
{
	walked w = {.stop_after = 2};

	reply_page(f->server, 9, 9, 7);
	CHECK_INT(otk_archives_each(f->client, NULL, note_archive, &w, &f->error), OTK_E_REFUSED);
	CHECK_HAS(f->error.message, "archives.list: stopped by the caller");
	CHECK_INT(w.count, 2);
	CHECK_INT(otk_server_request_count(f->server), 1);
}

static void fails_midway(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 4, 4, 3);
	otk_server_default(f->server, &(otk_reply){.status = 404});
	CHECK_INT(otk_archives_each(
			  f->client, &OTK_LIST_OPTIONS(.count = 2), note_archive, &w, &f->error),
		OTK_E_NOT_FOUND);
	CHECK_STR(w.ids, "a4 a3");
	CHECK_INT(f->error.http_status, 404);
}

static void free_client(walked *w)
{
	otk_client_free(w->client);
}

static void client_freed_inside(otk_fixture *f)
{
	walked w = {.client = f->client, .each = free_client};

	reply_page(f->server, 4, 4, 3);
	CHECK_INT(otk_archives_each(f->client, NULL, note_archive, &w, &f->error), OTK_E_CANCELLED);
	f->client = NULL;
	CHECK_INT(w.count, 1);
}

/* Servers whose total is the page's own length, too small, or nothing: all items all the same. */
static void wrong_totals(otk_fixture *f)
{
	static const struct {
		int totals[4];
	} rows[] = {{{2, 2, 2, 0}}, {{4, 4, 4, 4}}, {{-1, -1, -1, -1}}, {{0, 0, 0, 0}},
		{{1, 1, 1, 1}}, {{2, 4, 6, 6}}};

	for (size_t i = 0; i < OTK_COUNT_OF(rows); i++) {
		walked w = {0};

		otk_server_reset(f->server);
		for (int k = 0; k < 3; k++)
			reply_page(f->server, rows[i].totals[k], 6 - 2 * k, 5 - 2 * k);
		reply_page(f->server, rows[i].totals[3], 0, 1);
		CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_CASE(strcmp(w.ids, "a6 a5 a4 a3 a2 a1") == 0, "row %zu: %s", i, w.ids);
		CHECK_INT(otk_server_request_count(f->server), 4);
	}
}

/* A total that its own page contradicts does not mean that items were deleted. */
static void total_without_meaning(otk_fixture *f)
{
	static const char *const totals[] = {
		"0", "-1", "null", "99999999999999999999", "3", "-9223372036854775808"};

	for (size_t i = 0; i < OTK_COUNT_OF(totals); i++) {
		walked w = {0};
		char body[128];

		otk_server_reset(f->server);
		reply_page(f->server, 6, 6, 5);
		snprintf(body, sizeof(body),
			"{\"count\":%s,\"items\":[{\"id\":\"a4\"},"
			"{\"id\":\"a3\"}]}",
			totals[i]);
		otk_server_reply(f->server, &(otk_reply){.body = body});
		reply_page(f->server, 6, 2, 1);
		reply_page(f->server, 6, 0, 1);
		CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
		CHECK_CASE(strcmp(w.ids, "a6 a5 a4 a3 a2 a1") == 0, "%s: %s", totals[i], w.ids);
		check_query(f->server, 2, 4, 2);
	}
}

/* The walk ends at the largest possible offset instead of overflowing. */
static void last_offset(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 6, 2, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.offset = INT64_MAX, .count = 2)),
		OTK_OK);
	CHECK_STR(w.ids, "a2 a1");
	CHECK_INT(otk_server_request_count(f->server), 1);
}

/* The last page of such a server is shorter. */
static void own_length_and_a_rest(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 2, 5, 4);
	reply_page(f->server, 2, 3, 2);
	reply_page(f->server, 1, 1, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a5 a4 a3 a2 a1");
	CHECK_INT(otk_server_request_count(f->server), 3);
}

/*
 * The total of the last page is smaller because it is the page's own length: nothing was deleted.
 */
static void own_length_of_the_last_page(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 2, 3, 2);
	reply_page(f->server, 1, 1, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.count = 2)), OTK_OK);
	CHECK_STR(w.ids, "a3 a2 a1");
	CHECK_INT(otk_server_request_count(f->server), 2);
}

static otk_status count_item(const void *item, void *userdata)
{
	(void)item;
	++*(int *)userdata;
	return OTK_OK;
}

/* More items than the table of known ids holds at first, and all of them a second time. */
static void many_items(otk_fixture *f)
{
	enum { PAGES = 3, SIZE = 600, ALL = PAGES * SIZE };
	int items = 0;

	for (int i = 0; i < 2 * PAGES; i++) {
		const int first = (PAGES - i % PAGES) * SIZE;

		reply_page(f->server, 2 * ALL, first, first - SIZE + 1);
	}
	reply_page(f->server, 2 * ALL, 0, 1);
	CHECK_STATUS(otk_archives_each(f->client, &OTK_LIST_OPTIONS(.count = SIZE), count_item,
			     &items, &f->error),
		OTK_OK, &f->error);
	CHECK_INT(items, ALL);
	CHECK_INT(otk_server_request_count(f->server), 2 * PAGES + 1);
}

/* More pages than a walk may make without a new item. */
static void many_pages(otk_fixture *f)
{
	enum { PAGES = 105 };
	int items = 0;

	for (int i = PAGES; i > 0; i--)
		reply_page(f->server, PAGES, i, i);
	reply_page(f->server, PAGES, 0, 1);
	CHECK_STATUS(otk_archives_each(f->client, &OTK_LIST_OPTIONS(.count = 1), count_item, &items,
			     &f->error),
		OTK_OK, &f->error);
	CHECK_INT(items, PAGES);
}

/* Many deletions: the walk steps back, but not before the offset at which it began. */
static void begins_again_at_the_offset(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 10, 8, 7);
	reply_page(f->server, 5, 1, 1); /* a10 to a6 were deleted */
	reply_page(f->server, 5, 3, 2);
	reply_page(f->server, 5, 1, 1);
	CHECK_INT(walk_archives(f->client, &w, &OTK_LIST_OPTIONS(.offset = 2, .count = 2)), OTK_OK);
	check_query(f->server, 2, 2, 2);
	CHECK_STR(w.ids, "a8 a7 a1 a3 a2");
}

static void from_json(otk_fixture *f)
{
	walked w = {0};

	reply_page(f->server, 3, 3, 2);
	reply_page(f->server, 3, 1, 1);
	CHECK_STATUS(otk_each_json(f->client, "archives.list", "{\"count\":2}", note_archive, &w,
			     &f->error),
		OTK_OK, &f->error);
	CHECK_STR(w.ids, "a3 a2 a1");
	CHECK_INT(otk_each_json(f->client, "archives.list", "[]", note_archive, &w, &f->error),
		OTK_E_ARGUMENT);
	CHECK_HAS(f->error.message, "archives.list: ");
}

static void wrong_use(otk_fixture *f)
{
	walked w = {0};

	CHECK_INT(otk_archives_each(f->client, NULL, NULL, NULL, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_archives_each(NULL, NULL, note_archive, &w, &f->error), OTK_E_ARGUMENT);
	CHECK_INT(otk_each(f->client, "archives.start", 0, NULL, NULL, note_archive, &w, &f->error),
		OTK_E_UNSUPPORTED);
	CHECK_HAS(f->error.message, "archives.start: is not a list that has pages");
	CHECK_INT(otk_server_request_count(f->server), 0);
}

int main(void)
{
	return OTK_TEST_MAIN("walk", CLIENT_TEST(several_pages), CLIENT_TEST(usual_page),
		CLIENT_TEST(begins_at_the_offset), CLIENT_TEST(total_grows),
		CLIENT_TEST(total_shrinks), CLIENT_TEST(no_total), CLIENT_TEST(total_never_reached),
		TEST_WITH(&with_applications, numbered_pages),
		TEST_WITH(&with_applications, smaller_pages),
		TEST_WITH(&with_applications, numbered_shrinks),
		TEST_WITH(&with_applications, no_such_page), CLIENT_TEST(stopped_by_the_callback),
		CLIENT_TEST(fails_midway), CLIENT_TEST(client_freed_inside), CLIENT_TEST(from_json),
		CLIENT_TEST(own_length_of_the_last_page), CLIENT_TEST(many_items),
		CLIENT_TEST(many_pages), CLIENT_TEST(begins_again_at_the_offset),
		CLIENT_TEST(wrong_totals), CLIENT_TEST(total_without_meaning),
		CLIENT_TEST(last_offset), CLIENT_TEST(own_length_and_a_rest),
		CLIENT_TEST(wrong_use));
}
