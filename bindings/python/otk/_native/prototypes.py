# SPDX-License-Identifier: MIT
"""The functions of the libraries that the package calls, and the callbacks that it passes to them.

Pointers are integers (``uintptr_t``), so that both backends hand over the same values. Nothing here
belongs to an operation of the service: operations come from the description of the plugins.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, NamedTuple, Tuple

FUNCTIONS = """
uintptr_t otk_version(void);
uintptr_t otk_status_name(int32_t status);
void otk_free(uintptr_t returned);
uintptr_t otk_key_new(uintptr_t options, uintptr_t error);
uintptr_t otk_key_ref(uintptr_t key);
void otk_key_free(uintptr_t key);
int32_t otk_key_backend(uintptr_t key);
uintptr_t otk_key_id(uintptr_t key);
int32_t otk_key_account(uintptr_t key);
int32_t otk_token_create(uintptr_t key, const char *session_id, uintptr_t options, uintptr_t token, uintptr_t error);
int32_t otk_token_write(uintptr_t key, uintptr_t session_id, uintptr_t options, uintptr_t buffer, uintptr_t size, uintptr_t error);
int32_t otk_token_inspect(uintptr_t key, const char *token, int64_t now, uintptr_t parts, uintptr_t error);
int32_t otk_token_verify(uintptr_t key, const char *token, const char *session_id, int64_t leeway, int64_t now, uintptr_t error);
int32_t otk_jwt_request(uintptr_t key, int64_t ttl, int64_t now, uintptr_t buffer, uintptr_t size, uintptr_t error);
int32_t otk_jwt_sign(uintptr_t key, const char *claims_json, uintptr_t jwt, uintptr_t error);
int32_t otk_jwt_verify(uintptr_t key, const char *jwt, int64_t leeway, int64_t now, uintptr_t claims_json, uintptr_t error);
int32_t otk_session_id_parse(const char *session_id, uintptr_t parsed, uintptr_t error);
int32_t otk_session_id_check(uintptr_t key, const char *session_id, uintptr_t error);
int32_t otk_callback_verify(uintptr_t check, uintptr_t http_status, uintptr_t error);
uintptr_t otk_client_new(uintptr_t options, uintptr_t error);
uintptr_t otk_client_clone(uintptr_t client, uintptr_t error);
void otk_client_free(uintptr_t client);
uintptr_t otk_client_key(uintptr_t client);
int32_t otk_client_run(uintptr_t client, int64_t timeout_ms, uintptr_t left, uintptr_t error);
size_t otk_client_in_flight(uintptr_t client);
int32_t otk_client_fd(uintptr_t client, uintptr_t error);
uintptr_t otk_call_new_json(uintptr_t client, const char *operation, const char *json, uintptr_t error);
uintptr_t otk_call_new_raw(uintptr_t client, uintptr_t options, uintptr_t error);
int32_t otk_call_result_json(uintptr_t call, uintptr_t json, uintptr_t error);
int32_t otk_call_set_timeout(uintptr_t call, int64_t timeout_ms, uintptr_t error);
int32_t otk_call_set_header(uintptr_t call, const char *name, const char *value, uintptr_t error);
int32_t otk_call_submit(uintptr_t call, uintptr_t done, uintptr_t userdata, uintptr_t error);
void otk_call_cancel(uintptr_t call);
void otk_call_free(uintptr_t call);
uintptr_t otk_call_take(uintptr_t call);
int32_t otk_call_request(uintptr_t call, uintptr_t view);
uintptr_t otk_record_json(uintptr_t record, uintptr_t size);
int32_t otk_download(uintptr_t client, const char *operation, int32_t minor, uintptr_t ids, int32_t fd, uintptr_t options, uintptr_t error);
int32_t otk_interface_find(uintptr_t plugin_path, const char *interface_id, int32_t minor, uintptr_t vtable, uintptr_t host, uintptr_t error);
int32_t otk_describe(uintptr_t client, const char *operation, uintptr_t json, uintptr_t error);
"""

# Only in libotk-auth; a program that only makes tokens does not load libcurl.
AUTH = re.compile(r"otk_(version|status_name|free|key_|token_|jwt_|session_id_|callback_verify)")

CALLBACKS = """
void done(uintptr_t call, int32_t status, uintptr_t result, uintptr_t error, uintptr_t userdata);
void log(uintptr_t event, uintptr_t userdata);
int32_t token_source(uintptr_t buffer, size_t size, uintptr_t userdata, uintptr_t error);
int32_t progress(uintptr_t userdata, int64_t done, int64_t total);
int32_t seen(uintptr_t userdata, uintptr_t jti, int64_t forget_at);
int32_t parse(uintptr_t state, uintptr_t body, size_t size, uintptr_t callback, uintptr_t error);
"""


#: A function, and its arguments after the first.
Bound = Tuple[Callable[..., Any], Tuple[Any, ...]]


class Prototype(NamedTuple):
    """A function: its name, the type of its result, the types of its parameters."""

    name: str
    result: str
    parameters: Tuple[str, ...]


def _parse(text: str) -> Dict[str, Prototype]:
    found = {}
    for line in text.strip().splitlines():
        match = re.fullmatch(r"(\w+) (\w+)\((.*)\);", line)
        assert match, line
        result, name, parameters = match.groups()
        types = tuple(
            "const char *" if "*" in one else one.split()[0]
            for one in parameters.split(", ")
            if one != "void"
        )
        found[name] = Prototype(name, result, types)
    return found


functions = _parse(FUNCTIONS)
callbacks = _parse(CALLBACKS)
