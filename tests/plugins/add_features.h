/* SPDX-License-Identifier: MIT */
/* Clients with all features, however configure built them. */
#ifndef OTK_TESTS_ADD_FEATURES_H
#define OTK_TESTS_ADD_FEATURES_H

#include <otk/plugins.h>
#include <stdbool.h>

/* Is it inside libotk, so that it cannot be missing? */
bool otk_feature_is_builtin(const char *name);
/* Adds all features but one (NULL: none) that are not there already. */
otk_status otk_features_add(otk_client *client, const char *except, otk_error *error);

#endif
