/* SPDX-License-Identifier: MIT */
/*
 * Driving: blocking, in slices, or by the host's loop. A client that is freed meanwhile is freed at
 * the end.
 */
#include "config.h"

#include "core/client/drive.h"

#include <otk/call.h>
#include <poll.h>

#include "core/base/clock.h"
#include "core/base/error/status.h"
#include "core/base/input/options.h"
#include "core/client/client.h"

#include "core/base/cold.h"

/* A forked child is refused where requests are made and where the transport runs. */
otk_status otk_client_enter(otk_client *client, otk_error *error)
{
	if (!client)
		return otk_fail(error, OTK_E_ARGUMENT, "client: is NULL");
	if (client->dying)
		return otk_fail(error, OTK_E_STATE, "the client is being freed");
	if (client->depth)
		return otk_fail(error, OTK_E_STATE,
			"waiting is not possible inside a completion or a hook; submit the call");
	client->depth++;
	client->stop = false;
	return OTK_OK;
}

void otk_client_leave(otk_client *client)
{
	client->depth--;
	if (client->dying && !client->depth)
		otk_client_free(client);
}

otk_status otk_client_gone(otk_error *error)
{
	return otk_fail(
		error, OTK_E_CANCELLED, "the client was freed while this function was running");
}

otk_status otk_client_pause(otk_client *client, int64_t timeout_ms, otk_error *error)
{
	const int64_t end = otk_clock_monotonic_ms() + timeout_ms;
	int64_t left = timeout_ms;
	otk_status status = OTK_OK;

	client->stop = client->dying;
	while (!status && !client->stop && left > 0) {
		status = otk_transport_run(client->transport, left, &client->stop, error);
		left = end - otk_clock_monotonic_ms();
		if (client->stop || otk_transport_pending(client->transport))
			continue;
		if (left > 0)
			poll(NULL, 0, (int)left);
	}
	if (client->dying)
		return otk_client_gone(error);
	return status;
}

otk_status otk_client_run(otk_client *client, int64_t timeout_ms, size_t *left, otk_error *error)
{
	otk_status status = otk_client_enter(client, error);

	if (left)
		*left = 0;
	if (status)
		return status;
	status = otk_transport_run(client->transport, timeout_ms, &client->stop, error);
	if (left && !client->dying)
		*left = otk_transport_pending(client->transport);
	otk_client_leave(client);
	return status;
}

size_t otk_client_pending(const otk_client *client)
{
	return client ? otk_transport_pending(client->transport) : 0;
}

size_t otk_client_in_flight(const otk_client *client)
{
	return client ? otk_transport_in_flight(client->transport) : 0;
}

otk_status otk_client_set_io(otk_client *client, const otk_io *io, otk_error *error)
{
	otk_io own;
	otk_status status = otk_client_enter(client, error);

	if (status)
		return status;
	status = otk_options_copy(&own, sizeof(own), sizeof(own), io, "otk_io", error);
	if (!status && (!own.watch || !own.timer))
		status = otk_fail(
			error, OTK_E_ARGUMENT, "otk_io: watch and timer are both required");
	if (!status)
		status = otk_transport_set_io(client->transport, &own, error);
	otk_client_leave(client);
	return status;
}

otk_status otk_client_ready(otk_client *client, int fd, int32_t what, otk_error *error)
{
	otk_status status = otk_client_enter(client, error);

	if (status)
		return status;
	status = otk_transport_ready(client->transport, fd, what, error);
	otk_client_leave(client);
	return status;
}

otk_status otk_client_expired(otk_client *client, otk_error *error)
{
	otk_status status = otk_client_enter(client, error);

	if (status)
		return status;
	status = otk_transport_expired(client->transport, error);
	otk_client_leave(client);
	return status;
}

int otk_client_fd(otk_client *client, otk_error *error)
{
	int fd;

	if (otk_client_enter(client, error))
		return -1;
	fd = otk_transport_fd(client->transport, error);
	otk_client_leave(client);
	return fd;
}
