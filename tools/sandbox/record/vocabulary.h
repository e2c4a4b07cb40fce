/* SPDX-License-Identifier: MIT */
/* What a recording keeps as it is: names and values that the service defines. */
#ifndef OTK_SANDBOX_VOCABULARY_H
#define OTK_SANDBOX_VOCABULARY_H

#include <stdbool.h>

#include "tools/sandbox/state/sandbox.h"

typedef struct sandbox_vocabulary sandbox_vocabulary;

/* Made from the tables of the routes and the lists in vocabulary.c. */
sandbox_vocabulary *sandbox_vocabulary_new(const sandbox *box);
void sandbox_vocabulary_free(sandbox_vocabulary *words);

/* Whether the service defines this member or parameter. */
bool sandbox_knows_member(const sandbox_vocabulary *words, const char *name);
/* Whether the user chooses the names inside of this member, such as "headers". */
bool sandbox_is_user_map(const sandbox_vocabulary *words, const char *name);
/* Whether the service defines this value of a member, such as "started" of "status". */
bool sandbox_knows_value(const sandbox_vocabulary *words, const char *name, const char *value);
/* Whether a member is a number that says nothing about anybody, such as "duration". */
bool sandbox_is_plain_number(const sandbox_vocabulary *words, const char *name);
/* Whether a part of a path is one of the service, such as "archive". */
bool sandbox_knows_segment(const sandbox_vocabulary *words, const char *segment);
/* Whether a name consists of usual words: an unknown member such as "hasTranscript". */
bool sandbox_is_usual_name(const char *name);
/* Whether the member is a sentence for people, of which usual words are kept. */
bool sandbox_is_sentence(const char *name);
/* Returns a message in which each word that is not a usual one is "*". free() it. */
char *sandbox_usual_words(const char *text);

#endif
