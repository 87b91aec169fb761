/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

#pragma once

#include "service/sp-container.h"
#include "service/sp-run.h"

G_BEGIN_DECLS

/* Turns what the model and the cells do into output items and streaming events. */
#define SP_TYPE_OUTPUT_WRITER (sp_output_writer_get_type ())
G_DECLARE_FINAL_TYPE (SpOutputWriter, sp_output_writer, SP, OUTPUT_WRITER, GObject)

SpOutputWriter *sp_output_writer_new              (SpRun            *run);
void            sp_output_writer_add_text         (SpOutputWriter   *self,
                                                   const char       *delta);
gboolean        sp_output_writer_has_text         (SpOutputWriter   *self);
void            sp_output_writer_end_text         (SpOutputWriter   *self,
                                                   GPtrArray        *files,
                                                   GPtrArray        *fresh);
void            sp_output_writer_add_reasoning    (SpOutputWriter   *self,
                                                   const char       *delta);
void            sp_output_writer_end_reasoning    (SpOutputWriter   *self);

guint           sp_output_writer_begin_code       (SpOutputWriter   *self,
                                                   const char       *container_id);
void            sp_output_writer_add_code         (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *delta);
void            sp_output_writer_end_code         (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *code);
void            sp_output_writer_add_code_output  (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *stream,
                                                   const char       *delta);
JsonObject     *sp_output_writer_finish_code      (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   SpCellReport     *report);
JsonObject     *sp_output_writer_fail_code        (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *words);
const char     *sp_output_writer_get_code_id      (SpOutputWriter   *self,
                                                   guint             output_index);

guint           sp_output_writer_begin_function   (SpOutputWriter   *self,
                                                   const char       *call_id,
                                                   const char       *name);
void            sp_output_writer_add_arguments    (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *delta);
void            sp_output_writer_end_function     (SpOutputWriter   *self,
                                                   guint             output_index,
                                                   const char       *arguments);

G_END_DECLS
