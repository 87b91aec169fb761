/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* The errors of the wire layer: what came over the wire cannot be what it should be. */

#include "config.h"

#include "wire/sp-wire-error.h"

/**
 * sp_wire_error_quark:
 *
 * Returns: the domain of #SpWireError
 */
G_DEFINE_QUARK (sp-wire-error-quark, sp_wire_error)
