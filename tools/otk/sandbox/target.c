/* SPDX-License-Identifier: MIT */
/* Which sandbox a command is for. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/sandbox/instance.h"
#include "tools/otk/sandbox/target.h"

static const otk_cli_field fields[] = {OTK_CLI_INSTANCE_FIELD};
const otk_cli_type otk_cli_target_options = OTK_CLI_TYPE(fields);

static const char *variable_of(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static const char *without_slashes(otk_cli *cli, const char *url)
{
	size_t size = strlen(url);

	while (size && url[size - 1] == '/')
		size--;
	return otk_cli_copy(cli, url, size);
}

/* The sandbox that otk sandbox up has started. */
static otk_cli_exit find_started(otk_cli *cli, const char *name, otk_cli_target *target)
{
	otk_cli_instance instance;
	otk_cli_exit code = otk_cli_instance_read(cli, name, &instance);

	if (code)
		return code;
	if (!instance.running || !instance.url)
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "no_sandbox",
			"no sandbox is running%s%s; start one with: otk sandbox up",
			name ? " under the name " : "", name ? name : "");
	target->url = without_slashes(cli, instance.url);
	if (instance.ca_file)
		target->ca_file = instance.ca_file;
	return OTK_CLI_DONE;
}

otk_cli_exit otk_cli_target_find(otk_cli *cli, json_object *local, otk_cli_target *target)
{
	const char *name = otk_cli_json_get(local, "instance");
	const char *url = cli->api_url ? cli->api_url : name ? NULL : variable_of("OTK_API_URL");

	*target = (otk_cli_target){
		.ca_file = variable_of("OTK_CA_FILE"), .token = variable_of("OTK_SANDBOX_TOKEN")};
	if (cli->api_url && name)
		return otk_cli_wrong(cli, "--api-url and --instance are mutually exclusive");
	if (!url)
		return find_started(cli, name, target);
	if (strncasecmp(url, "http://", 7) != 0 && strncasecmp(url, "https://", 8) != 0)
		return otk_cli_wrong(cli, "%s: it must begin with http:// or https://",
			cli->api_url ? "--api-url" : "OTK_API_URL");
	target->url = without_slashes(cli, url);
	return OTK_CLI_DONE;
}
