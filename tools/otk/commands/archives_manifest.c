/* SPDX-License-Identifier: MIT */
/* otk archives manifest: the files of an individual archive, with the times at which they begin. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <otk/manifest.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/format.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/table.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

enum { COLUMNS = 7 };

static const otk_cli_column columns[COLUMNS] = {
	{.title = "FILE", .cut = true},
	{.title = "STREAM", .cut = true},
	{.title = "PART", .right = true},
	{.title = "STARTED"},
	{.title = "LENGTH", .right = true},
	{.title = "SIZE", .right = true},
	{.title = "VIDEO"},
};

static const char *length_of(otk_cli *cli, const otk_manifest_file *file)
{
	return file->stop_offset > file->start_offset
		       ? otk_cli_format_seconds(
				 cli, (file->stop_offset - file->start_offset + 500) / 1000)
		       : NULL;
}

static void fill_row(otk_cli *cli, const otk_manifest_file *file, const char **cells)
{
	cells[0] = otk_cli_plain(cli, file->filename);
	cells[1] = otk_cli_plain(cli, file->stream_id);
	cells[2] = file->part ? otk_cli_text(cli, "%lld", (long long)file->part) : NULL;
	cells[3] = file->started_at
			   ? otk_cli_format_time(cli, file->started_at / 1000, OTK_CLI_ENTRY)
			   : NULL;
	cells[4] = length_of(cli, file);
	cells[5] =
		file->present == OTK_YES ? otk_cli_format_bytes(cli, file->stored_size) : "missing";
	cells[6] = otk_cli_plain(cli, file->video_type);
}

static otk_cli_exit print_files(otk_cli *cli, const otk_manifest *manifest)
{
	const char **cells =
		otk_cli_new(cli, (manifest->file_count * COLUMNS + 1) * sizeof(*cells));

	if (!manifest->file_count) {
		puts("no files");
		return OTK_CLI_DONE;
	}
	for (size_t i = 0; i < manifest->file_count; i++)
		fill_row(cli, manifest->files[i], cells + i * COLUMNS);
	return otk_cli_print_table(cli, columns, COLUMNS, cells, manifest->file_count);
}

static otk_cli_exit print_manifest(otk_cli *cli, const otk_manifest *manifest)
{
	json_object *json;

	if (!otk_cli_wants_result(cli))
		return print_files(cli, manifest);
	json = otk_cli_json_of_record(cli, manifest);
	return otk_cli_print_result(cli, json ? json : otk_cli_json_object(cli));
}

/* A script must notice that the ZIP file is not what its manifest says. */
static otk_cli_exit check_files(otk_cli *cli, const otk_manifest *manifest)
{
	size_t wrong = 0;

	for (size_t i = 0; i < manifest->file_count; i++) {
		const otk_manifest_file *file = manifest->files[i];

		wrong +=
			file->present != OTK_YES || (file->size && file->size != file->stored_size);
	}
	if (!wrong)
		return OTK_CLI_DONE;
	return otk_cli_report(cli, OTK_CLI_REFUSED, "incomplete",
		"%zu of %zu files are missing or have another size than the manifest states; "
		"download the archive again",
		wrong, manifest->file_count);
}

static void free_record(void *record)
{
	otk_free(record);
}

/* A malformed file is reported as such, not as a problem of the network. */
static otk_cli_exit fail_manifest(otk_cli *cli, const char *file, const otk_error *error)
{
	if (error->status != OTK_E_PROTOCOL && error->status != OTK_E_TOO_LARGE)
		return otk_cli_fail(cli, error);
	return otk_cli_report(cli, OTK_CLI_REFUSED, otk_status_name(error->status), "%s: %s",
		otk_cli_plain(cli, file), error->message);
}

/* Opened here, so that a message names the file and not the descriptor. */
static otk_cli_exit open_archive(otk_cli *cli, const char *file, int *fd)
{
	struct stat found;

	*fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0)
		return otk_cli_wrong(cli, "%s: %s", otk_cli_plain(cli, file), strerror(errno));
	if (fstat(*fd, &found) == 0 && S_ISREG(found.st_mode))
		return OTK_CLI_DONE;
	close(*fd);
	return otk_cli_wrong(cli, "%s: is not a regular file; write the archive to one",
		otk_cli_plain(cli, file));
}

static otk_cli_exit run_manifest(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_cli_describer(cli, &error);
	otk_manifest *manifest = NULL;
	int fd;
	otk_status status;
	otk_cli_exit code;

	(void)command;
	if (!client)
		return otk_cli_fail(cli, &error);
	code = open_archive(cli, input->words[0], &fd);
	if (code)
		return code;
	status = otk_manifest_read(client, fd, &manifest, &error);
	close(fd);
	if (status)
		return fail_manifest(cli, input->words[0], &error);
	otk_cli_defer(cli, free_record, manifest);
	code = print_manifest(cli, manifest);
	return code ? code : check_files(cli, manifest);
}

OTK_CLI_COMMAND(archives_manifest) = {
	.feature = "archives",
	.verb = "manifest",
	.summary = "List the files in the ZIP file of an individual archive, with their times",
	.words = OTK_CLI_WORDS("FILE"),
	.examples = OTK_CLI_WORDS("archives manifest meeting.zip"),
	.run = run_manifest,
};
