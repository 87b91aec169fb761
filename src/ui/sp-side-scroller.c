/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Code, tables and logs are scrolled sideways inside a conversation that is scrolled up and down. GTK 4.8 lets the scroller
 * of the smaller one swallow the wheel though it cannot go up or down, and the conversation stands still as soon as code
 * comes under the pointer. Here the wheel is handed on to what can. Main thread. */

#include "config.h"

#include "ui/sp-side-scroller.h"

#include <math.h>

/* What GTK makes of a pixel of a touch pad. */
#define PIXEL_FACTOR 2.5

/* Returns: (nullable): the nearest scroller around @widget that goes up and down */
static GtkScrolledWindow *
find_outer (GtkWidget *widget)
{
  GtkWidget *outer = widget;
  GtkPolicyType policy = GTK_POLICY_NEVER;

  while (policy == GTK_POLICY_NEVER && outer != NULL && (outer = gtk_widget_get_parent (outer)) != NULL)
    {
      outer = gtk_widget_get_ancestor (outer, GTK_TYPE_SCROLLED_WINDOW);
      if (outer != NULL)
        gtk_scrolled_window_get_policy (GTK_SCROLLED_WINDOW (outer), NULL, &policy);
    }

  return outer != NULL ? GTK_SCROLLED_WINDOW (outer) : NULL;
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll,
           double                    dx,
           double                    dy,
           gpointer                  user_data)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (scroll);
  GtkScrolledWindow *outer = find_outer (gtk_event_controller_get_widget (controller));
  gboolean sideways = ABS (dx) > ABS (dy)
                      || (gtk_event_controller_get_current_event_state (controller) & GDK_SHIFT_MASK) != 0;
  GtkAdjustment *adjustment;
  double step = PIXEL_FACTOR;

  if (outer == NULL || sideways)
    return GDK_EVENT_PROPAGATE;

  adjustment = gtk_scrolled_window_get_vadjustment (outer);
  if (gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL)
    step = pow (gtk_adjustment_get_page_size (adjustment), 2.0 / 3.0);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + dy * step);

  return GDK_EVENT_STOP;
}

/**
 * sp_side_scroller_attach:
 * @child: a widget in a #GtkScrolledWindow that is only scrolled sideways
 *
 * Hands what the wheel and the touch pad do up and down over the scroller on to the one around it. The scroller
 * keeps what goes sideways.
 */
void
sp_side_scroller_attach (GtkWidget *child)
{
  GtkWidget *scroller;
  GtkEventController *controller;

  g_return_if_fail (GTK_IS_WIDGET (child));

  scroller = gtk_widget_get_ancestor (child, GTK_TYPE_SCROLLED_WINDOW);
  g_return_if_fail (scroller != NULL);

  controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "scroll", G_CALLBACK (scroll_cb), NULL);
  gtk_widget_add_controller (scroller, controller);
}
