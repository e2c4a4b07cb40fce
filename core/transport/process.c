/* SPDX-License-Identifier: MIT */
/* Whether this process created the transport; a forked child must not use it. */
#include "config.h"

#include "core/transport/process.h"

#include <unistd.h>

#include "core/transport/state.h"

otk_status otk_transport_check_process(const otk_transport *transport, otk_error *error)
{
	return transport->process != getpid()
		       ? otk_fail(error, OTK_E_STATE,
				 "this client was created before fork(); create one in the child process")
		       : OTK_OK;
}
