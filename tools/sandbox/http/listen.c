/* SPDX-License-Identifier: MIT */
/* The socket on which the server listens: TCP, a Unix socket, or one that was inherited. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/sandbox/base/memory.h"
#include "tools/sandbox/base/text.h"
#include "tools/sandbox/callbacks/loopback.h"
#include "tools/sandbox/http/listen.h"

/* The first descriptor of LISTEN_FDS. */
enum { INHERITED = 3 };

/* How long a start waits for another one that binds a socket in the same folder, ms. */
enum { LOCK_WAIT_MS = 5000, LOCK_POLL_MS = 10 };

typedef union socket_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_un local;
} socket_address;

static bool cannot_listen(const char *where, const char *why)
{
	fprintf(stderr, "otk-sandbox: cannot listen on %s: %s\n", where, why);
	return false;
}

/* ---- TCP */

static socklen_t read_address(const sandbox_options *options, socket_address *address)
{
	*address = (socket_address){0};
	if (strchr(options->bind, ':')) {
		address->v6.sin6_family = AF_INET6;
		address->v6.sin6_port = htons((uint16_t)options->port);
		return inet_pton(AF_INET6, options->bind, &address->v6.sin6_addr) == 1
			       ? sizeof(address->v6)
			       : 0;
	}
	address->v4.sin_family = AF_INET;
	address->v4.sin_port = htons((uint16_t)options->port);
	return inet_pton(AF_INET, options->bind, &address->v4.sin_addr) == 1 ? sizeof(address->v4)
									     : 0;
}

static const char *reason_of(int error)
{
	switch (error) {
	case EADDRINUSE:
		return "another server uses this port; --port 0 takes a free one";
	case EADDRNOTAVAIL:
		return "this machine does not have the address; name another one with --bind";
	case EACCES:
		return "the system does not permit this port; name a port of at least 1024 with --port";
	default:
		return strerror(error);
	}
}

static bool open_tcp(sandbox_listener *listener, const sandbox_options *options)
{
	const int on = 1;
	socket_address address;
	const socklen_t size = read_address(options, &address);

	listener->descriptor =
		socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener->descriptor >= 0 &&
		setsockopt(listener->descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
		bind(listener->descriptor, &address.any, size) == 0 &&
		listen(listener->descriptor, SOMAXCONN) == 0)
		return true;
	fprintf(stderr, "otk-sandbox: cannot listen on %s port %d: %s\n", options->bind,
		(int)options->port, reason_of(errno));
	return false;
}

/* ---- Unix sockets */

/* Whether nobody listens on the socket any more. */
static bool is_stale(const struct sockaddr_un *address)
{
	const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const bool refused = descriptor >= 0 &&
			     connect(descriptor, (const struct sockaddr *)(const void *)address,
				     sizeof(*address)) != 0 &&
			     errno == ECONNREFUSED;

	if (descriptor >= 0)
		close(descriptor);
	return refused;
}

/* Removes the socket that a killed server has left. False: the reason was printed. */
static bool remove_stale(const struct sockaddr_un *address)
{
	struct stat status;

	if (lstat(address->sun_path, &status) != 0)
		return errno == ENOENT || cannot_listen(address->sun_path, strerror(errno));
	if (!S_ISSOCK(status.st_mode))
		return cannot_listen(address->sun_path,
			"the path exists and is not a socket; name another path");
	if (!is_stale(address))
		return cannot_listen(
			address->sun_path, "another server uses this path; name another one");
	return unlink(address->sun_path) == 0 || errno == ENOENT ||
	       cannot_listen(address->sun_path, strerror(errno));
}

/* Locks the folder, so that two servers which start at once do not remove each other's socket. */
static int lock_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? sandbox_copy_n(path, (size_t)(slash - path) + 1) : sandbox_copy(".");
	const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	free(folder);
	/* Any process that can read the folder may hold its lock, so the wait is limited. */
	for (int waited = 0; descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0;
		waited += LOCK_POLL_MS) {
		if (errno == EWOULDBLOCK && waited < LOCK_WAIT_MS) {
			poll(NULL, 0, LOCK_POLL_MS);
			continue;
		}
		close(descriptor);
		errno = EAGAIN;
		return -1;
	}
	return descriptor;
}

static bool bind_path(sandbox_listener *listener, const struct sockaddr_un *address, mode_t mode)
{
	const mode_t before = umask((mode_t)(~mode & 0777));
	const bool bound =
		bind(listener->descriptor, (const struct sockaddr *)(const void *)address,
			sizeof(*address)) == 0;
	struct stat status;

	umask(before);
	if (!bound || stat(address->sun_path, &status) != 0)
		return false;
	listener->path = sandbox_copy(address->sun_path);
	listener->device = status.st_dev;
	listener->inode = status.st_ino;
	return true;
}

static bool open_unix(sandbox_listener *listener, const sandbox_options *options)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	const size_t length = strlen(options->unix_path);
	bool good = false;
	int folder;

	if (length >= sizeof(address.sun_path))
		return cannot_listen(options->unix_path,
			"the path of a socket may have at most 107 bytes; name a shorter one");
	memcpy(address.sun_path, options->unix_path, length);
	folder = lock_folder(options->unix_path);
	if (folder < 0)
		return cannot_listen(options->unix_path,
			errno == EAGAIN
				? "another process keeps the folder locked; name another one"
			: errno == ENOENT ? "No such file or directory; create its folder first"
					  : strerror(errno));
	listener->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener->descriptor < 0)
		cannot_listen(options->unix_path, strerror(errno));
	else if (remove_stale(&address))
		good = (bind_path(listener, &address, (mode_t)options->socket_mode) &&
			       listen(listener->descriptor, SOMAXCONN) == 0) ||
		       cannot_listen(options->unix_path, strerror(errno));
	close(folder);
	return good;
}

/* ---- a socket that the service manager has opened */

/* False: the reason was printed. */
static bool read_variable(const char *name, int64_t min, int64_t *number)
{
	const char *text = getenv(name);

	if (sandbox_number(text, number) && *number >= min)
		return true;
	fprintf(stderr,
		"otk-sandbox: %s: \"%.40s\" is not a number of at least %d; unset LISTEN_FDS to listen "
		"on an address of --bind or --listen\n",
		name, text, (int)min);
	return false;
}

/* Reads the number of descriptors that this process inherited, and unsets the variables, so that
 * child processes do not use them. They have no effect if they are for another process. False: the
 * reason was printed. */
static bool read_inherited(int64_t *count)
{
	int64_t process = 0;
	bool good = true;

	*count = 0;
	if (getenv("LISTEN_PID") && getenv("LISTEN_FDS"))
		good = read_variable("LISTEN_PID", 1, &process) &&
		       (process != (int64_t)getpid() || read_variable("LISTEN_FDS", 0, count));
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return good;
}

static bool take_inherited(sandbox_listener *listener, int64_t count)
{
	int type = 0, listening = 0;
	socklen_t size = sizeof(type);

	if (count != 1)
		return cannot_listen("the sockets of LISTEN_FDS",
			"there are several; keep one ListenStream= in the socket unit");
	if (getsockopt(INHERITED, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM ||
		getsockopt(INHERITED, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
		!listening)
		return cannot_listen("the socket of LISTEN_FDS",
			"it is not a stream socket that listens; use ListenStream= and Accept=no");
	listener->descriptor = INHERITED;
	if (fcntl(INHERITED, F_SETFD, FD_CLOEXEC) != 0 ||
		fcntl(INHERITED, F_SETFL, O_NONBLOCK) != 0)
		return cannot_listen("the socket of LISTEN_FDS", strerror(errno));
	return true;
}

/* ---- all kinds */

/* Returns how clients of this machine name the address in a URL. */
static char *host_of(const socket_address *address)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (address->any.sa_family == AF_INET) {
		if (address->v4.sin_addr.s_addr == htonl(INADDR_ANY))
			return sandbox_copy("127.0.0.1");
		inet_ntop(AF_INET, &address->v4.sin_addr, text, sizeof(text));
		return sandbox_copy(text);
	}
	if (address->any.sa_family == AF_INET6) {
		if (IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr))
			return sandbox_copy("[::1]");
		inet_ntop(AF_INET6, &address->v6.sin6_addr, text, sizeof(text));
		return sandbox_print("[%s]", text);
	}
	return sandbox_copy("localhost");
}

static bool describe_listener(sandbox_listener *listener, bool published)
{
	socket_address address = {0};
	socklen_t size = sizeof(address);

	if (getsockname(listener->descriptor, &address.any, &size) != 0)
		return cannot_listen("the socket", strerror(errno));
	listener->port = address.any.sa_family == AF_INET    ? ntohs(address.v4.sin_port)
			 : address.any.sa_family == AF_INET6 ? ntohs(address.v6.sin6_port)
							     : 0;
	listener->host = host_of(&address);
	if (!published || address.any.sa_family == AF_UNIX || sandbox_is_loopback(&address.any))
		return true;
	return cannot_listen(listener->inherited ? "the socket of LISTEN_FDS" : listener->host,
		"other machines can reach it, and everybody knows the credentials; add "
		"--credentials-file or --generate-credentials");
}

bool sandbox_listen(sandbox_listener *listener, const sandbox_options *options, bool published)
{
	int64_t inherited;
	bool good;

	*listener = (sandbox_listener){.descriptor = -1};
	if (!read_inherited(&inherited))
		return false;
	listener->inherited = inherited > 0;
	good = inherited            ? take_inherited(listener, inherited)
	       : options->unix_path ? open_unix(listener, options)
				    : open_tcp(listener, options);
	if (good && describe_listener(listener, published))
		return true;
	if (listener->descriptor >= 0)
		close(listener->descriptor);
	sandbox_listener_end(listener);
	return false;
}

void sandbox_listener_end(sandbox_listener *listener)
{
	struct stat status;

	if (listener->path && lstat(listener->path, &status) == 0 &&
		status.st_dev == listener->device && status.st_ino == listener->inode)
		unlink(listener->path);
	free(listener->path);
	free(listener->host);
	*listener = (sandbox_listener){.descriptor = -1};
}
