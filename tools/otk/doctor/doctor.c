/* SPDX-License-Identifier: MIT */
/* otk doctor: checks the settings, the system and the connection, and says what to change. */
#include "config.h"

#include "tools/otk/doctor/check_credentials.h"
#include "tools/otk/doctor/check_network.h"
#include "tools/otk/doctor/check_plugins.h"
#include "tools/otk/doctor/doctor.h"
#include "tools/otk/doctor/findings.h"
#include "tools/otk/memory.h"
#include "tools/otk/tables/command.h"

otk_cli_exit otk_cli_doctor_run(otk_cli *cli)
{
	otk_error caught = OTK_ERROR_INIT;
	otk_cli_doctor *d = otk_cli_new(cli, sizeof(*d));

	d->cli = d->findings.cli = cli;
	cli->caught = &caught;
	otk_cli_check_credentials(d);
	otk_cli_check_plugins(d);
	otk_cli_check_network(d);
	otk_key_free(d->key);
	cli->caught = NULL;
	return otk_cli_findings_print(&d->findings);
}

static otk_cli_exit run_doctor(
	otk_cli *cli, const otk_cli_command *command, const otk_cli_input *input)
{
	(void)command;
	(void)input;
	return otk_cli_doctor_run(cli);
}

OTK_CLI_COMMAND(doctor) = {
	.feature = "doctor",
	.summary = "Check credentials, plugins, network and clock; say what to do",
	.words = OTK_CLI_WORDS(),
	.examples = OTK_CLI_WORDS("doctor", "doctor --verbose"),
	.acts = true,
	.run = run_doctor,
};
