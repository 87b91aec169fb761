/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-model-registry.h"

G_BEGIN_DECLS

char     *sp_model_config_dup_default_path (void);
gboolean  sp_model_config_load             (SpModelRegistry  *registry,
                                            const char       *path,
                                            GError          **error);

G_END_DECLS
