/* SPDX-License-Identifier: MIT */
/* One key, many threads: every token is valid, and ThreadSanitizer reports no race. */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/auth/keys.h"
#include "tests/harness.h"

#define THREADS 4
#define ROUNDS  200
#define NOW     1400000000

typedef struct job {
	otk_key *key;
	const char *session;
	otk_token_kind kind;
	int rounds;
	const char *wanted; /* shared by all threads */
	atomic_int wrong;
} job;

static void *work(void *context)
{
	job *shared = context;
	otk_key *key = otk_key_ref(shared->key);
	char token[2048];

	for (int i = 0; i < shared->rounds; i++) {
		size_t size = sizeof(token);

		if (otk_token_write(key, shared->session,
			    &OTK_TOKEN_OPTIONS(.kind = shared->kind, .issued_at = NOW,
				    .nonce = "1"),
			    token, &size, NULL) ||
			strcmp(token, shared->wanted) != 0 ||
			otk_token_verify(key, token, shared->session, 0, NOW, NULL))
			atomic_fetch_add(&shared->wrong, 1);
	}
	otk_key_free(key);
	return NULL;
}

static void run(otk_key *key, const char *session, otk_token_kind kind, int rounds)
{
	otk_error error = OTK_ERROR_INIT;
	pthread_t threads[THREADS];
	char *wanted = NULL;
	job shared = {.key = key, .session = session, .kind = kind, .rounds = rounds};
	int started = 0;

	CHECK_STATUS(otk_token_create(key, session,
			     &OTK_TOKEN_OPTIONS(.kind = kind, .issued_at = NOW, .nonce = "1"),
			     &wanted, &error),
		OTK_OK, &error);
	shared.wanted = wanted;
	for (int i = 0; i < THREADS; i++)
		started += pthread_create(&threads[i], NULL, work, &shared) == 0;
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(started, THREADS);
	CHECK_INT(atomic_load(&shared.wrong), 0);
	otk_free(wanted);
}

static void hs256(void)
{
	run(test_opentok_key(), SESSION, OTK_TOKEN_JWT, ROUNDS);
}

static void t1(void)
{
	run(test_opentok_key(), SESSION, OTK_TOKEN_T1, ROUNDS);
}

static void rs256(void)
{
	run(test_vonage_key(), APP_SESSION, OTK_TOKEN_JWT, 3);
}

/* All threads create the first keys of the process at the same time. */
static void *make_keys(void *context)
{
	for (int i = 0; i < 20; i++) {
		otk_key *key = otk_key_new(
			&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = API_SECRET), NULL);

		if (!key)
			atomic_fetch_add((atomic_int *)context, 1);
		otk_key_free(key);
	}
	return NULL;
}

static void start_up(void)
{
	pthread_t threads[THREADS];
	atomic_int wrong = 0;
	int started = 0;

	for (int i = 0; i < THREADS; i++)
		started += pthread_create(&threads[i], NULL, make_keys, &wrong) == 0;
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	CHECK_INT(atomic_load(&wrong), 0);
}

static int clean_up(void)
{
	test_keys_free();
	return 0;
}

int main(void)
{
	static const otk_test tests[] = {TEST(start_up), TEST(hs256), TEST(t1), TEST(rs256)};

	return otk_test_main("auth/threads", tests, OTK_COUNT_OF(tests), NULL, clean_up);
}
