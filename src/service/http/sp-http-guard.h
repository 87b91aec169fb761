/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a request says about where it comes from; all (nullable). */
typedef struct
{
  const char *host;           /* Host */
  const char *origin;         /* Origin */
  const char *authorization;  /* Authorization */
  const char *api_key;        /* api-key */
} SpHttpClaims;

gboolean  sp_http_guard_admits   (const SpHttpClaims  *claims,
                                  const char          *key,
                                  GError             **error);
gboolean  sp_http_guard_equal    (const char          *a,
                                  const char          *b);
char     *sp_http_guard_load_key (const char          *path,
                                  GError             **error);

G_END_DECLS
