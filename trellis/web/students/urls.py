"""Addresses of answers, need groups and care."""

from django.urls import path

from trellis.web.students import answers, cards, care, groups, strategies

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
    path("communities/<str:pk>/supports/", care.supports, name="supports"),
    path("communities/<str:pk>/supports/sweep/", care.sweep_students, name="sweep-students"),
    path("communities/<str:pk>/supports/plan/<str:student>/", care.plan_support, name="plan-support"),
    path("communities/<str:pk>/adults/", care.named_adults, name="named-adults"),
    path("communities/<str:pk>/adults/name/", care.name_adult, name="name-adult"),
    path("communities/<str:pk>/adults/end/", care.end_named_adult, name="end-named-adult"),
    path("organizations/<str:pk>/care/", care.count_care, name="count-care"),
    path("supports/<str:pk>/", cards.open_support, name="open-support"),
    path("supports/<str:pk>/points/", cards.record_support_point, name="record-support-point"),
    path("supports/<str:pk>/review/", cards.review_support, name="review-support"),
    path("students/<str:pk>/", cards.student_card, name="student-card"),
    path("students/<str:pk>/looked/", cards.who_looked, name="who-looked"),
    path("students/<str:pk>/strengths/", cards.add_strength, name="add-strength"),
    path("students/<str:pk>/profile/", cards.change_student_profile, name="change-student-profile"),
    path("students/<str:pk>/let-in/", cards.let_in, name="let-in"),
    path("students/<str:pk>/let-in/<str:right>/end/", cards.end_card_right, name="end-card-right"),
    path("my-children/", cards.my_children, name="my-children"),
    path("my-children/<str:pk>/", cards.my_child, name="my-child"),
]
