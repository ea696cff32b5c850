"""Addresses of answers, need groups and care."""

from django.urls import path

from trellis.web.students import answers, groups, strategies

urlpatterns = [
    path("results/<str:pk>/answers/", answers.read_answers, name="read-answers"),
    path("results/<str:pk>/answers/name/", answers.name_error_pattern, name="name-error-pattern"),
    path("results/<str:pk>/answers/right/", answers.say_right_answers, name="say-right-answers"),
    path("results/<str:pk>/groups/", groups.propose_groups, name="propose-groups"),
    path("communities/<str:pk>/rooms/", answers.show_room, name="show-room"),
    path("communities/<str:pk>/strategies/", strategies.capture_strategy, name="capture-strategy"),
    path("groups/<str:pk>/", groups.open_regrouping, name="open-regrouping"),
    path("groups/<str:pk>/move/", groups.move_student, name="move-student"),
    path("groups/<str:pk>/undo/", groups.undo_move, name="undo-move"),
    path("groups/<str:pk>/add/", groups.add_need_group, name="add-need-group"),
    path("groups/<str:pk>/settle/", groups.settle_groups, name="settle-groups"),
    path("groups/<str:pk>/cycle/", groups.put_groups_in_cycle, name="put-groups-in-cycle"),
    path("groups/one/<str:pk>/", groups.plan_group, name="plan-group"),
    path("groups/one/<str:pk>/remove/", groups.remove_need_group, name="remove-need-group"),
]
