/* SPDX-License-Identifier: MIT */
/*
 * Items of the lists of faults and stubs: the description that a request has given, and members
 * that the list adds, such as "id" and "hits".
 */
#ifndef OTK_SANDBOX_LISTED_H
#define OTK_SANDBOX_LISTED_H

#include "tools/sandbox/request/request.h"

/*
 * Returns the description of an item, without the members that the list adds. json_object_put() it.
 */
json_object *sandbox_listed_description(json_object *item, const char *const *added);
/*
 * Checks an item of a snapshot, and adds the values that it leaves out. read: returns the checked
 * description; NULL: it has refused the request. False: refused.
 */
bool sandbox_listed_check(sandbox_request *request, json_object *item, const char *const *added,
	json_object *(*read)(sandbox_request *request, json_object *description));

#endif
