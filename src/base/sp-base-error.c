/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#include "config.h"

#include "base/sp-base-error.h"

/**
 * sp_base_error_quark:
 *
 * The domain of what goes wrong in the lowest layer; the codes are #SpBaseError.
 *
 * Returns: the quark
 */
G_DEFINE_QUARK (sp-base-error-quark, sp_base_error)
