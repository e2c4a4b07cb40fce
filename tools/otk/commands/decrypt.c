/* SPDX-License-Identifier: MIT */
/* otk decrypt: decrypts an archive that the service stored encrypted. Secrets come from files. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <otk/openssl.h>

#include "tools/otk/file.h"
#include "tools/otk/json.h"
#include "tools/otk/message.h"
#include "tools/otk/output/output_file.h"
#include "tools/otk/settings/connect.h"
#include "tools/otk/tables/command.h"

#define SECRET_MAX 16384

static const otk_cli_field fields[] = {
	OTK_CLI_FIELD("key", STRING,
		"file of the private key that belongs to the certificate in the storage settings"),
	OTK_CLI_FIELD("password-file", STRING,
		"file of the password from the \"uploaded\" callback, - for stdin (default: stdin)"),
	OTK_CLI_FIELD("force", FLAG, "replace FILE if it exists", .bare = true),
};
static const otk_cli_type decrypt_options = OTK_CLI_TYPE(fields);

static otk_cli_exit read_secrets(otk_cli *cli, json_object *local, otk_decrypt_options *options)
{
	const char *file = otk_cli_json_get(local, "key");
	const char *password_file = otk_cli_json_get(local, "password-file");
	char *key = NULL, *password = NULL;
	otk_cli_exit code;

	if (!file)
		return otk_cli_wrong(cli, "--key is missing (file of the private key)");
	code = otk_cli_read_secret(cli, "--key", file, SECRET_MAX, &key);
	if (!code)
		code = otk_cli_read_secret(cli, "--password-file",
			password_file ? password_file : "-", SECRET_MAX, &password);
	options->private_key_pem = key;
	options->password = password;
	return code;
}

static otk_cli_exit decrypt_file(
	otk_cli *cli, otk_decrypt_options *options, otk_cli_output_file *target)
{
	otk_error error = OTK_ERROR_INIT;
	otk_client *client = otk_cli_describer(cli, &error);
	const void *vtable = NULL;
	otk_cli_exit code;

	if (!client ||
		otk_interface_get(client, OTK_OPENSSL_ID, OTK_OPENSSL_MINOR, &vtable, &error))
		return otk_cli_fail(cli, &error);
	code = otk_cli_output_file_open(cli, target);
	if (code)
		return code;
	options->out_fd = target->fd;
	if (!otk_openssl_decrypt(client, options, &error))
		return otk_cli_output_file_finish(cli, target);
	code = otk_cli_fail(cli, &error);
	otk_cli_output_file_leave(cli, target, true);
	return code;
}

static otk_cli_exit run_decrypt(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	otk_decrypt_options options = OTK_DECRYPT_OPTIONS_INIT;
	otk_cli_output_file target = {.file = input->words[1],
		.force = otk_cli_json_yes(input->local, "force"),
		.restart = true};
	otk_cli_exit code = read_secrets(cli, input->local, &options);

	(void)command;
	if (code)
		return code;
	options.in_fd = open(input->words[0], O_RDONLY | O_CLOEXEC);
	if (options.in_fd < 0)
		return otk_cli_wrong(cli, "%s: %s", input->words[0], strerror(errno));
	code = decrypt_file(cli, &options, &target);
	close(options.in_fd);
	return code;
}

OTK_CLI_COMMAND(decrypt) = {
	.feature = "decrypt",
	.summary = "Decrypt an archive that was stored encrypted",
	.words = OTK_CLI_WORDS("ARCHIVE-FILE", "FILE|-"),
	.examples = OTK_CLI_WORDS(
		"decrypt archive.enc archive.mp4 --key private.pem --password-file "
		"password.txt"),
	.local = &decrypt_options,
	.acts = true,
	.run = run_decrypt,
};
