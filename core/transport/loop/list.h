/* SPDX-License-Identifier: MIT */
/* Doubly linked lists whose links lie inside their members. An empty link points to itself. */
#ifndef OTK_TRANSPORT_LIST_H
#define OTK_TRANSPORT_LIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct otk_link {
	struct otk_link *previous;
	struct otk_link *next;
} otk_link;

/* The struct around a link. */
#define OTK_LIST_MEMBER(link, type, member) \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void otk_list_init(otk_link *link)
{
	link->previous = link->next = link;
}

static inline bool otk_list_empty(const otk_link *list)
{
	return list->next == list;
}

static inline void otk_list_append(otk_link *list, otk_link *link)
{
	link->previous = list->previous;
	link->next = list;
	list->previous->next = link;
	list->previous = link;
}

/* Also for a link that is in no list. */
static inline void otk_list_remove(otk_link *link)
{
	link->previous->next = link->next;
	link->next->previous = link->previous;
	otk_list_init(link);
}

#endif
