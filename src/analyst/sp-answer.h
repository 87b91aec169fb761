/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "analyst/sp-compiler.h"
#include "analyst/sp-math.h"
#include "analyst/sp-parser.h"
#include "analyst/sp-repair.h"
#include "model/sp-chat-model.h"

G_BEGIN_DECLS

/* What the analyst says at the end of a turn, in Markdown. */

void  sp_answer_append_escaped  (GString             *out,
                                 const char          *text);
char *sp_answer_write           (const SpReading     *reading,
                                 const SpRepair      *repair,
                                 const SpChatMessage *output);
char *sp_answer_write_math      (const SpMath        *math,
                                 const SpChatMessage *output);
char *sp_answer_write_problem   (const SpReading     *reading,
                                 const SpDataCard    *card);
char *sp_answer_write_help      (GPtrArray           *cards);

G_END_DECLS
