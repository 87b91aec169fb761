/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What an error body tells, whichever of the shapes of foundry-v2.md 9 it has. All members but @message may be NULL. */
typedef struct
{
  char *code;
  char *message;
  char *param;
  char *type;
  char *request_id;
} SpErrorInfo;

SpErrorInfo *sp_error_codec_parse       (const char        *body,
                                         gssize             length);
SpErrorInfo *sp_error_codec_from_object (JsonObject        *object);
JsonObject  *sp_error_codec_encode      (const SpErrorInfo *info);
void         sp_error_info_free         (SpErrorInfo       *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpErrorInfo, sp_error_info_free)

G_END_DECLS
