/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "service/sessions/sp-sessions.h"

#include "service/sessions/sp-sessions-private.h"

/* The data plane of Azure Container Apps dynamic sessions, in its newer and its
 * older form: how other programs use the sandbox of this computer. One table of
 * routes; the whole dialect is this folder. A pool's name comes with the path,
 * as its first part, whether the request stood below a pool or at the root. */

#define POOL "/sessionPools/{pool}"

static const SpHttpRoute routes[] = {
  { "POST", POOL "/executions", _sp_sessions_execute },
  { "GET", POOL "/executions/{id}", _sp_sessions_get_execution },
  { "POST", POOL "/.management/stopSession", _sp_sessions_stop },

  { "POST", POOL "/files", _sp_sessions_upload_file, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", POOL "/files", _sp_sessions_list_files },
  { "POST", POOL "/files/upload", _sp_sessions_upload_older, SP_HTTP_ROUTE_STREAMS_BODY },
  { "GET", POOL "/files/content/{name}", _sp_sessions_get_content },
  { "GET", POOL "/files/{name}", _sp_sessions_get_file },
  { "GET", POOL "/files/{name}/content", _sp_sessions_get_content },
  { "DELETE", POOL "/files/{name}", _sp_sessions_delete_file },

  { "POST", POOL "/code/execute", _sp_sessions_execute_older },
};

static const SpHttpDialect dialect = {
  .name = "sessions",
  .routes = routes,
  .n_routes = G_N_ELEMENTS (routes),
  .dup_local_path = _sp_sessions_dup_local_path,
  .dup_error_body = _sp_sessions_dup_error_body,
};

/**
 * sp_sessions_get_dialect:
 *
 * Returns: (transfer none): the dialect; its context is the #SpEngine. It must be added before
 *    dialects that have files of their own, whose paths it takes where an identifier stands behind them
 */
const SpHttpDialect *
sp_sessions_get_dialect (void)
{
  return &dialect;
}
