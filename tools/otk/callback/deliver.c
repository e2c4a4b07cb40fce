/* SPDX-License-Identifier: MIT */
/* Sends a callback as the service does: signed, once, without following redirects. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/otk/callback/deliver.h"
#include "tools/otk/callback/secret.h"
#include "tools/otk/callback/sign.h"
#include "tools/otk/http_client.h"
#include "tools/otk/json.h"
#include "tools/otk/memory.h"
#include "tools/otk/message.h"
#include "tools/otk/output/response.h"
#include "tools/otk/output/secrets.h"
#include "tools/otk/tables/command.h"
#include "tools/otk/terminal/text.h"

otk_cli_exit otk_cli_delivery_target_find(
	otk_cli *cli, json_object *local, otk_cli_delivery_target *target)
{
	const char *ca_file = getenv("OTK_CA_FILE");
	otk_strings secrets = {0};
	otk_cli_exit code = otk_cli_callback_secrets(cli, local, &secrets);

	*target = (otk_cli_delivery_target){.url = otk_cli_json_get(local, "to"),
		.ca_file = ca_file && *ca_file ? ca_file : NULL,
		.secret = secrets.count ? secrets.items[0] : NULL};
	if (code)
		return code;
	if (!target->url)
		return cli->dry_run ? OTK_CLI_DONE
				    : otk_cli_wrong(cli, "--to is missing; write --to URL");
	return otk_cli_http_check_url(cli, "--to", target->url, "http://localhost:8080/callbacks");
}

static otk_cli_exit print_instead(
	otk_cli *cli, const otk_cli_delivery_target *target, const char *body, size_t size)
{
	if (target->url)
		printf("POST %s\n", otk_cli_hide_in_text(cli, target->url));
	printf("%s\n", otk_cli_safe_json(cli, body, size));
	return OTK_CLI_DONE;
}

static otk_cli_exit report_delivery(
	otk_cli *cli, const char *name, const char *url, long status, bool is_signed)
{
	json_object *result = otk_cli_json_object(cli);

	if (otk_cli_wants_result(cli)) {
		otk_cli_json_add_text(result, "callback", name);
		otk_cli_json_add_text(result, "url", url);
		otk_cli_json_add(result, "httpStatus", otk_cli_json_number(status));
		otk_cli_json_add(result, "signed", json_object_new_boolean(is_signed));
		otk_cli_print_result(cli, result);
	} else {
		printf("%s to %s: %ld%s\n", name, url, status, is_signed ? "" : " (not signed)");
	}
	if (status >= 200 && status < 300)
		return OTK_CLI_DONE;
	return otk_cli_report(cli, OTK_CLI_REFUSED, "refused",
		status >= 300 && status < 400
			? "%s: the receiver responded with %ld; redirects of callbacks are not followed"
			: "%s: the receiver responded with %ld",
		name, status);
}

otk_cli_exit otk_cli_deliver(otk_cli *cli, const otk_cli_delivery_target *target, const char *name,
	const char *body, size_t size)
{
	const char *const headers[] = {"Content-Type: application/json",
		target->secret ? otk_cli_text(cli, "Authorization: Bearer %s",
					 otk_cli_callback_sign(cli, target->secret, body, size))
			       : NULL,
		NULL};
	otk_cli_http_request request = {.method = "POST",
		.url = target->url,
		.headers = headers,
		.body = body,
		.size = size,
		.ca_file = target->ca_file,
		.timeout_ms = cli->timeout_ms};
	otk_cli_http_response response;
	const char *problem;

	const otk_cli_exit code =
		otk_cli_result_check(cli, OTK_CLI_WORDS("callback", "url", "httpStatus", "signed"));

	if (code)
		return code;
	if (cli->dry_run)
		return print_instead(cli, target, body, size);
	problem = otk_cli_http_send(cli, &request, &response);
	if (problem)
		return otk_cli_report(cli, OTK_CLI_NOT_REACHED, "not_reached",
			"%s: the receiver does not respond: %s", name, problem);
	return report_delivery(cli, name, otk_cli_hide_in_text(cli, target->url), response.status,
		target->secret != NULL);
}
