/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/http/sp-http-router.h"

G_BEGIN_DECLS

const SpHttpDialect *sp_sessions_get_dialect (void);

G_END_DECLS
