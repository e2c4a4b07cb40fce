/* SPDX-License-Identifier: MIT */
/*
 * The service's own codes in otk_error.service_code (doc/contract.md, 3.3), besides the HTTP
 * status. The service may send others; -1 and copies of the HTTP status mean "no special code".
 */
#ifndef OTK_SERVICE_CODES_H
#define OTK_SERVICE_CODES_H

#define OTK_CODE_UNSPECIFIED (-1)
/* with HTTP status 403 */
#define OTK_CODE_TOKEN_INVALID          10001 /* format or signature */
#define OTK_CODE_TOKEN_NOT_AUTHORISED   10002
#define OTK_CODE_PARTNER_AUTH_MALFORMED 10003 /* legacy authentication */
#define OTK_CODE_PARTNER_AUTH_REFUSED   10004
#define OTK_CODE_TOKEN_OTHER_SESSION    10007 /* a client token of another session */
#define OTK_CODE_TOKEN_EXPIRED          10012
/* with HTTP status 409 */
#define OTK_CODE_ALREADY_COMPOSED \
	15001 /* the session is being composed, and no distinct tag was given */
#define OTK_CODE_NOT_STOPPABLE       15002 /* the archive is not started, paused or stopped */
#define OTK_CODE_NOT_DELETABLE       15004 /* the archive is not available, uploaded or deleted */
#define OTK_CODE_NOT_ROUTED          15008 /* a relayed session cannot be archived */
#define OTK_CODE_MIGRATION_RUNNING   15214
#define OTK_CODE_MIGRATION_TOO_SOON  15215
#define OTK_CODE_CAPTIONS_ALREADY_ON 60003
/* with HTTP status 400 */
#define OTK_CODE_SIGNAL_WITHOUT_DATA    15202
#define OTK_CODE_RENDER_URL_MALFORMED   50001
#define OTK_CODE_RENDER_URL_UNREACHABLE 50002
#define OTK_CODE_RENDER_BAD_DURATION    50005
#define OTK_CODE_RENDER_BAD_RESOLUTION  50006
#define OTK_CODE_RENDER_BAD_NAME        50007
#define OTK_CODE_RENDER_BAD_SESSION     50008
/* with HTTP status 429 */
#define OTK_CODE_RENDER_QUOTA_USED_UP 50004

#endif
