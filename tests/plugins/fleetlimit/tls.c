/* SPDX-License-Identifier: MIT */
/* What the server learns from the first message of TLS, before it has shown a certificate. */
#include "config.h"

#include "plugins/redis/tls.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness.h"

/* Begins a handshake with a server that does not respond. Returns the size of the first message. */
static size_t first_message(const char *name, char *message, size_t size)
{
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
	ssize_t got;
	int ends[2];

	REQUIRE(gnutls_certificate_allocate_credentials(&credentials) == 0);
	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
	session = otk_redis_tls_start(credentials, name, ends[0]);
	REQUIRE(session != NULL);
	CHECK_INT(gnutls_handshake(session), GNUTLS_E_AGAIN);
	got = read(ends[1], message, size);
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(credentials);
	close(ends[0]);
	close(ends[1]);
	REQUIRE(got > 0);
	return (size_t)got;
}

/* RFC 6066, 3: a server is told its name, so that it can choose a certificate; never an address. */
static void a_name_is_sent_and_an_address_is_not(void)
{
	static const struct {
		const char *name;
		bool is_sent;
	} hosts[] = {{"cache.example.org", true}, {"localhost", true}, {"127.0.0.1", false},
		{"::1", false}, {"2001:db8::17", false}};

	for (size_t i = 0; i < OTK_COUNT_OF(hosts); i++) {
		char message[4096];
		const size_t size = first_message(hosts[i].name, message, sizeof(message));
		const bool is_sent =
			memmem(message, size, hosts[i].name, strlen(hosts[i].name)) != NULL;

		CHECK_CASE(is_sent == hosts[i].is_sent, "%s", hosts[i].name);
	}
}

int main(void)
{
	return OTK_TEST_MAIN("plugins/fleetlimit/tls", TEST(a_name_is_sent_and_an_address_is_not));
}
