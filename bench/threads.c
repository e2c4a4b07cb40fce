/* SPDX-License-Identifier: MIT */
/*
 * Threads that share a key, compared with one thread alone: the processor time of the same number
 * of T1 tokens. It grows if threads write to common memory, because processors then wait for each
 * other's cache lines.
 */
#include "config.h"

#include <otk/auth.h>
#include <pthread.h>
#include <stdio.h>

#include "bench/frame.h"
#include "bench/samples.h"

#define DATA "{\"name\":\"Johnny\",\"level\":\"42\"}" /* 31 bytes */

static otk_key *shared_key;

#define THREADS_MAX   8
#define THREAD_TOKENS 40000

typedef struct crew {
	int threads;
	bool one_key; /* shared by all; else a key for each */
} crew;

typedef struct member {
	pthread_t thread;
	otk_key *key;
	int tokens;
	bool good;
} member;

static void *make_tokens(void *context)
{
	member *own = context;
	char text[1024];

	own->good = true;
	for (int i = 0; i < own->tokens && own->good; i++) {
		size_t size = sizeof(text);

		own->good = otk_token_write(own->key, SESSION,
				    &OTK_TOKEN_OPTIONS(.kind = OTK_TOKEN_T1, .data = DATA), text,
				    &size, NULL) == OTK_OK;
	}
	return NULL;
}

static bool otk_crew(void *context)
{
	const crew *own = context;
	member members[THREADS_MAX] = {0};
	bool good = true;
	int started = 0;

	for (; started < own->threads && good; started++) {
		member *one = &members[started];

		one->tokens = THREAD_TOKENS / own->threads;
		one->key = own->one_key ? otk_key_ref(shared_key)
					: otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY,
							      .api_secret = SECRET),
						  NULL);
		good = one->key && pthread_create(&one->thread, NULL, make_tokens, one) == 0;
	}
	for (int i = 0; i < started - !good; i++) {
		pthread_join(members[i].thread, NULL);
		good = good && members[i].good;
	}
	for (int i = 0; i < started; i++)
		otk_key_free(members[i].key);
	return good;
}

int main(int argc, char **argv)
{
	static crew alone = {1, true}, two_share = {2, true}, two_apart = {2, false},
		    eight_share = {8, true};
	static const bench_case cases[] = {
		{"T1 one thread", NULL, otk_crew, &alone},
		{"T1 two threads", "T1 one thread", otk_crew, &two_share},
		{"T1 two threads two keys", "T1 one thread", otk_crew, &two_apart},
		{"T1 eight threads", "T1 one thread", otk_crew, &eight_share},
	};
	int result;

	shared_key = otk_key_new(&OTK_KEY_OPTIONS(.api_key = API_KEY, .api_secret = SECRET), NULL);
	if (!shared_key) {
		fputs("no key\n", stderr);
		return 1;
	}
	result = bench_main(argc, argv, cases, OTK_COUNT_OF(cases));
	otk_key_free(shared_key);
	return result;
}
