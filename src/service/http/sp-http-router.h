/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-types.h"

G_BEGIN_DECLS

typedef enum
{
  SP_HTTP_ROUTE_DEFAULT = 0,
  /* The handler is called at the end of the headers and takes the body in
   * chunks (a multipart upload); without it the body is read first. */
  SP_HTTP_ROUTE_STREAMS_BODY = 1 << 0,
} SpHttpRouteFlags;

/* One line of a dialect's table. @pattern has literal segments, `{name}` for
 * any one segment and `{name}:verb` for a segment with an ending. */
struct _SpHttpRoute
{
  const char       *method;
  const char       *pattern;
  SpHttpHandler     handler;
  SpHttpRouteFlags  flags;
};

/* A dialect: which paths it answers, with which handlers, and how it words an
 * error. Everything a new dialect needs is one of these and its handlers. */
struct _SpHttpDialect
{
  const char        *name;
  const SpHttpRoute *routes;
  gsize              n_routes;

  /* The path below the dialect's prefixes, or NULL when it is none of its
   * own. @query is for the api-version; may set @error to refuse. */
  char            * (*dup_local_path) (const char           *path,
                                       SpHttpQuery          *query,
                                       GError              **error);
  JsonObject      * (*dup_error_body) (const SpHttpProblem  *problem,
                                       const char           *request_id);
};

const SpHttpRoute *sp_http_router_match (const SpHttpDialect  *dialect,
                                         const char           *method,
                                         const char           *path,
                                         GHashTable          **params,
                                         char                **allowed);

G_END_DECLS
