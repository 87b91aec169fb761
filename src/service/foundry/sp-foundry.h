/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-router.h"

G_BEGIN_DECLS

const SpHttpDialect *sp_foundry_get_dialect    (void);
char                *sp_foundry_dup_local_path (const char           *path,
                                                SpHttpQuery          *query,
                                                GError              **error);
JsonObject          *sp_foundry_dup_error_body (const SpHttpProblem  *problem,
                                                const char           *request_id);

G_END_DECLS
