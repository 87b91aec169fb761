/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "model/sp-chat-model.h"
#include "service/sp-container-keeper.h"
#include "service/sp-guard.h"
#include "service/sp-run.h"

G_BEGIN_DECLS

void sp_agent_loop_start (SpRun               *run,
                          SpChatModel         *model,
                          SpContainerKeeper   *keeper,
                          const char          *container_key,
                          GPtrArray           *history,
                          const SpGuardLimits *limits);

G_END_DECLS
