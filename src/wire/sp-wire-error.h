/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SP_WIRE_ERROR (sp_wire_error_quark ())

/**
 * SpWireError:
 * @SP_WIRE_ERROR_TOO_LONG: an event of a stream is longer than allowed
 * @SP_WIRE_ERROR_EVENT: an event of a stream cannot be understood
 * @SP_WIRE_ERROR_SHAPE: a JSON object is not of the shape that it should have
 */
typedef enum
{
  SP_WIRE_ERROR_TOO_LONG,
  SP_WIRE_ERROR_EVENT,
  SP_WIRE_ERROR_SHAPE,
} SpWireError;

GQuark sp_wire_error_quark (void);

G_END_DECLS
