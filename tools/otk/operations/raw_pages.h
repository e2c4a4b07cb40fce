/* SPDX-License-Identifier: MIT */
/* otk api --all: collects the items of every page of a list that no operation describes. */
#ifndef OTK_CLI_RAW_PAGES_H
#define OTK_CLI_RAW_PAGES_H

#include <otk/call.h>

#include "tools/otk/cli.h"

/*
 * The first response shows how the service pages the list: by links, by a cursor, by pageInfo
 * (GraphQL), by page numbers, or by offset and count. *whole: {"count", "items"}.
 */
otk_cli_exit otk_cli_raw_pages(
	otk_cli *cli, otk_client *client, const otk_raw_options *first, json_object **whole);

#endif
