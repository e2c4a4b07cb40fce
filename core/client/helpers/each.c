/* SPDX-License-Identifier: MIT */
/* All pages of a list, each item once, also when the list changes meanwhile. */
#include "config.h"

#include <otk/call.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error/status.h"
#include "core/base/hash.h"
#include "core/base/text/text.h"
#include "core/client/call/call.h"
#include "core/client/call/perform.h"
#include "core/client/call/record.h"
#include "core/client/client.h"
#include "core/client/drive.h"
#include "core/client/plugins/registry.h"
#include "core/schema/access.h"
#include "core/schema/copy.h"
#include "core/schema/decode/decode_options.h"
#include "core/schema/field.h"

#include "core/base/cold.h"

/* Items passed to the callback, as hashes of their ids: open addressing, 2^n entries. */
typedef struct seen {
	uint64_t *slots; /* 0: free */
	size_t count;
	size_t capacity;
} seen;

typedef struct walk {
	otk_client *client;
	const otk_row *row;
	const char *const *ids;
	void *options;           /* own copy; offset and count are set for each page */
	const otk_field *offset; /* numbered: the field of the page number */
	bool numbered;
	bool by_cursor; /* `offset` is the first of the fields of the cursor */
	const otk_field *count;
	const otk_field *id; /* of an item; NULL: items have none */
	int64_t at;          /* offset of the next page */
	int64_t begin;
	int64_t page_size;
	int64_t last_total; /* -1: none yet */
	int32_t idle_pages; /* in a row, without a new item */
	seen seen;
} walk;

/* Bounds the walk of a list whose total or cursor changes without end. */
#define IDLE_PAGES_MAX 100

/* Returns the key of an id in the table, never 0: 0 marks a free entry. */
static uint64_t id_key(const char *id)
{
	const uint64_t key = otk_hash_text(id);

	return key ? key : 1;
}

static bool put_seen(uint64_t *slots, size_t capacity, uint64_t key)
{
	size_t i = (size_t)key & (capacity - 1);

	while (slots[i] && slots[i] != key)
		i = (i + 1) & (capacity - 1);
	if (slots[i])
		return false;
	slots[i] = key;
	return true;
}

static bool grow_seen(seen *s)
{
	const size_t capacity = s->capacity ? s->capacity * 2 : 1024;
	uint64_t *slots = calloc(capacity, sizeof(*slots));

	if (!slots)
		return false;
	for (size_t i = 0; i < s->capacity; i++)
		if (s->slots[i])
			put_seen(slots, capacity, s->slots[i]);
	free(s->slots);
	s->slots = slots;
	s->capacity = capacity;
	return true;
}

/* *is_new: the item was not seen before. false: out of memory. */
static bool mark_seen(walk *w, const void *item, bool *is_new)
{
	const char *id = w->id ? otk_field_text(item, w->id) : NULL;

	*is_new = true;
	if (!id)
		return true;
	if (w->seen.count * 2 >= w->seen.capacity && !grow_seen(&w->seen))
		return false;
	*is_new = put_seen(w->seen.slots, w->seen.capacity, id_key(id));
	w->seen.count += *is_new;
	return true;
}

static otk_status get_page(walk *w, void **page, otk_error *error)
{
	otk_call *call = NULL;
	otk_status status;

	if (w->numbered)
		w->at -= w->at % w->page_size; /* where that page begins */
	if (!w->by_cursor) {
		otk_field_set_int(
			w->options, w->offset, w->numbered ? w->at / w->page_size + 1 : w->at);
		otk_field_set_int(w->options, w->count, w->page_size);
	}
	status = otk_call_make(w->client, w->row, w->ids, w->options, &call, error);
	return status ? status : otk_call_run(call, page, error);
}

static otk_status hand_out(walk *w, const void *items, size_t count, otk_each_fn *each,
	void *userdata, size_t *fresh, otk_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const void *item = otk_get_item(items, i);
		otk_status status;
		bool is_new;

		if (!mark_seen(w, item, &is_new))
			return otk_fail_nomem(error);
		if (!is_new)
			continue;
		(*fresh)++;
		status = each(item, userdata);
		if (status)
			return otk_fail(
				error, status, "%s: stopped by the caller", w->row->full_name);
		if (w->client->dying)
			return otk_client_gone(error);
	}
	return OTK_OK;
}

/*
 * Moves to the next page; false: that was the last one. Lists are newest first. New items shift the
 * rest back (duplicates are skipped); deletions shift it forward, so step back by that many.
 *
 * A full page is never the last one, whatever the total says: some servers send the page's own
 * length, too little, or nothing. A total that the page itself contradicts says nothing either,
 * least of all that items were deleted.
 */
static bool advance_page(walk *w, int64_t total, int64_t count)
{
	const bool is_full = count >= w->page_size;
	int64_t next, deleted;
	bool is_plausible;

	if (count > INT64_MAX - w->at)
		return false;
	next = w->at + count;
	is_plausible = total >= (count ? next : 0) && !(is_full && total == count);
	deleted = is_plausible && total < w->last_total ? w->last_total - total : 0;
	w->last_total = is_plausible ? total : -1;
	if (deleted && w->at > w->begin) {
		w->at = w->at - deleted > w->begin ? w->at - deleted : w->begin;
		return true;
	}
	w->at = next;
	if (!count || is_full)
		return count > 0;
	/* Pages are smaller than requested: their numbers mean other offsets. */
	if (w->numbered && w->at < total)
		w->page_size = count;
	return w->at < total;
}

/* Copies the cursor of a response into the options, whose texts then belong to the response. */
static otk_status take_cursor(walk *w, const void *page, bool *more, otk_error *error)
{
	const otk_operation *operation = w->row->operation;
	const char *names = operation->pages->offset, *name;
	size_t size;

	*more = false;
	while (otk_word_next(&names, &name, &size)) {
		const otk_field *to = otk_field_find(operation->options, name, size);
		const otk_field *from = otk_field_find(operation->result, name, size);
		const char *next = otk_field_text(page, from);
		const char *last = otk_field_text(w->options, to);

		if (!*more && (!next || !*next))
			return OTK_OK;
		if (!*more && last && strcmp(next, last) == 0)
			return otk_fail(error, OTK_E_PROTOCOL,
				"%s: the service sent the %.*s of this page for the next one",
				w->row->full_name, (int)size, name);
		memcpy((char *)w->options + to->offset, &next, sizeof(next));
		*more = true;
	}
	return OTK_OK;
}

/* A member of a response by its path; *record becomes the part that holds it, NULL: unset. */
static const otk_field *part_of(const walk *w, const void **record, const char *path)
{
	return otk_field_at(w->row->operation->result, record, path, strlen(path));
}

static otk_status take_page(
	walk *w, const void *page, otk_each_fn *each, void *userdata, bool *more, otk_error *error)
{
	const otk_pages *pages = w->row->operation->pages;
	const void *totals = page, *holder = page, *list = NULL;
	const otk_field *total = part_of(w, &totals, pages->total);
	const otk_field *items = part_of(w, &holder, pages->items);
	size_t count = 0, fresh = 0;
	const int64_t all = totals ? otk_field_int(totals, total) : 0;
	otk_status status;

	if (holder)
		list = otk_list_items(holder, items, &count);
	status = hand_out(w, list, count, each, userdata, &fresh, error);
	w->idle_pages = fresh ? 0 : w->idle_pages + 1;
	if (w->by_cursor)
		return status ? status : take_cursor(w, page, more, error);
	*more = !status && advance_page(w, all, (int64_t)count);
	return status;
}

static otk_status walk_pages(walk *w, otk_each_fn *each, void *userdata, otk_error *error)
{
	otk_status status;
	void *page = NULL;
	bool more = false;

	do {
		void *last = page; /* the options may have its cursor */

		page = NULL;
		more = false;
		status = get_page(w, &page, error);
		if (!status && page)
			status = take_page(w, page, each, userdata, &more, error);
		otk_free(last);
	} while (!status && more && w->idle_pages < IDLE_PAGES_MAX);
	if (!status && more && w->by_cursor)
		status = otk_fail(error, OTK_E_PROTOCOL, "%s: %d pages without a new item",
			w->row->full_name, IDLE_PAGES_MAX);
	otk_free(page);
	return status;
}

/* The field that the first of the names "a|b" denotes; the tables were checked when loaded. */
static const otk_field *first_field(const otk_type *type, const char *names)
{
	return otk_field_find(type, names, strcspn(names, "|"));
}

/* The number of the first page as an offset. */
static bool begin_numbered(walk *w)
{
	const int64_t skipped = w->at > 1 ? w->at - 1 : 0;

	return w->page_size > 0 && !__builtin_mul_overflow(skipped, w->page_size, &w->at);
}

static otk_status prepare_walk(walk *w, const void *options, otk_error *error)
{
	const otk_operation *operation = w->row->operation;
	const otk_pages *pages = operation->pages;
	const otk_field *items;
	otk_status status;

	if (!pages || !operation->options || !operation->result)
		return otk_fail(error, OTK_E_UNSUPPORTED, "%s: is not a list that has pages",
			w->row->full_name);
	w->numbered = pages->page != NULL;
	w->offset = first_field(operation->options, w->numbered ? pages->page : pages->offset);
	w->by_cursor = w->offset->kind == OTK_KIND_STRING;
	w->count = w->by_cursor ? w->offset : first_field(operation->options, pages->count);
	items = part_of(w, NULL, pages->items);
	w->id = otk_field_with_role(items->type, OTK_ROLE_ID);
	status = otk_copy_options(
		operation->options, options, &w->options, w->row->full_name, error);
	if (status)
		return status;
	w->page_size = otk_field_int(w->options, w->count);
	if (!w->page_size)
		w->page_size = pages->max_count;
	w->at = otk_field_int(w->options, w->offset);
	if (w->numbered && !begin_numbered(w))
		return otk_fail(error, OTK_E_ARGUMENT, "%s: the page number is too large",
			w->row->full_name);
	w->begin = w->at;
	w->last_total = -1;
	return OTK_OK;
}

/* Decodes JSON into options and ids; the arena of the options holds both. */
static otk_status read_options(
	walk *w, const char *json, const char **ids, void **decoded, otk_error *error)
{
	const otk_operation *operation = w->row->operation;
	otk_status status = otk_decode_options(operation, operation->options, json[0] ? json : "{}",
		OTK_NAMING_WIRE, decoded, ids, error);

	if (status)
		otk_error_prefix(error, "%s: ", w->row->full_name);
	return status;
}

OTK_COLD static otk_status walk_row(otk_client *client, const char *operation, int32_t minor,
	walk *w, const void *options, const char *json, otk_each_fn *each, void *userdata,
	otk_error *error)
{
	const char *ids[OTK_PATH_IDS_MAX + 1] = {NULL};
	void *decoded = NULL;
	otk_status status;

	if (!operation || !each)
		return otk_fail(error, OTK_E_ARGUMENT, "%s is NULL",
			operation ? "the callback" : "the name of the operation");
	status = otk_client_enter(client, error);
	if (status)
		return status;
	status = otk_registry_find(client->registry, operation, minor, &w->row, error);
	if (!status && json) {
		w->ids = ids;
		status = read_options(w, json, ids, &decoded, error);
	}
	if (!status)
		status = prepare_walk(w, json ? decoded : options, error);
	if (!status)
		status = walk_pages(w, each, userdata, error);
	otk_free(w->options);
	otk_free(decoded);
	free(w->seen.slots);
	otk_client_leave(client);
	return status;
}

otk_status otk_each(otk_client *client, const char *operation, int32_t minor,
	const char *const *ids, const void *options, otk_each_fn *each, void *userdata,
	otk_error *error)
{
	walk w = {.client = client, .ids = ids};

	return walk_row(client, operation, minor, &w, options, NULL, each, userdata, error);
}

otk_status otk_each_json(otk_client *client, const char *operation, const char *json,
	otk_each_fn *each, void *userdata, otk_error *error)
{
	walk w = {.client = client};

	return walk_row(client, operation, 0, &w, NULL, json ? json : "{}", each, userdata, error);
}
