/* SPDX-License-Identifier: MIT */
/* otk listen --to, when otk was built without SQLite. */
#include "config.h"

#include "tools/otk/listen/keep.h"
#include "tools/otk/message.h"

static otk_cli_exit refuse_database(otk_cli *cli)
{
	return otk_cli_wrong(cli, "sqlite: this otk was built without SQLite (--without-sqlite)");
}

otk_cli_exit otk_cli_keep_open(otk_cli *cli, const char *path, otk_cli_keep **keep)
{
	(void)path;
	*keep = NULL;
	return refuse_database(cli);
}

void otk_cli_keep_close(void *keep)
{
	(void)keep;
}

const char *otk_cli_keep_add(otk_cli_keep *keep, otk_cli *scratch, const otk_cli_received *received,
	const char *jti, const otk_cli_delivery *delivery)
{
	(void)keep;
	(void)scratch;
	(void)received;
	(void)jti;
	(void)delivery;
	return "otk was built without SQLite";
}

otk_cli_exit otk_cli_keep_read(otk_cli *cli, const char *path,
	bool (*each)(void *userdata, const otk_cli_kept *kept), void *userdata)
{
	(void)path;
	(void)each;
	(void)userdata;
	return refuse_database(cli);
}
