/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-item.h"
#include "model/sp-output.h"

G_BEGIN_DECLS

#define SP_TYPE_CODE_CALL (sp_code_call_get_type ())
G_DECLARE_FINAL_TYPE (SpCodeCall, sp_code_call, SP, CODE_CALL, SpItem)

SpCodeCall   *sp_code_call_new              (void);
const char   *sp_code_call_get_code         (SpCodeCall   *self);
void          sp_code_call_set_code         (SpCodeCall   *self,
                                             const char   *code);
void          sp_code_call_append_code      (SpCodeCall   *self,
                                             const char   *delta);
SpCodeStatus  sp_code_call_get_code_status  (SpCodeCall   *self);
void          sp_code_call_set_code_status  (SpCodeCall   *self,
                                             SpCodeStatus  status);
const char   *sp_code_call_get_container_id (SpCodeCall   *self);
void          sp_code_call_set_container_id (SpCodeCall   *self,
                                             const char   *container_id);
/* Wall seconds that the code ran; less than 0 when not known. */
double        sp_code_call_get_elapsed      (SpCodeCall   *self);
void          sp_code_call_set_elapsed      (SpCodeCall   *self,
                                             double        seconds);
/* Of SpOutput. */
GListModel   *sp_code_call_get_outputs      (SpCodeCall   *self);
void          sp_code_call_add_output       (SpCodeCall   *self,
                                             SpOutput     *output);
/* Adds to the last output when it is logs, else begins new logs. */
void          sp_code_call_append_logs      (SpCodeCall   *self,
                                             const char   *delta);
/* Takes the place of all outputs, such as those shown while the code ran. */
void          sp_code_call_replace_outputs  (SpCodeCall   *self,
                                             GPtrArray    *outputs);

G_END_DECLS
