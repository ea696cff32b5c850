"""Addresses of cycles."""

from django.urls import path

from trellis.web.cycles import closing, doing, launch, planning, settings, thinking, views

urlpatterns = [
    path("communities/<str:pk>/cycles/", views.cycles, name="cycles"),
    path("communities/<str:pk>/cycles/new/", launch.launch_cycle, name="launch-cycle"),
    path("communities/<str:pk>/cycles/new/road/", launch.preview_road, name="preview-road"),
    path("cycles/<str:pk>/", views.open_cycle, name="open-cycle"),
    path("cycles/<str:pk>/road/", views.change_road, name="change-road"),
    path("cycles/<str:pk>/show/", views.show_trial, name="show-trial"),
    path("cycles/<str:pk>/steps/<int:position>/", views.open_stage, name="open-stage"),
    path("cycles/<str:pk>/steps/<int:position>/go-on/", views.pass_stage, name="pass-stage"),
    path(
        "cycles/<str:pk>/steps/<int:position>/answers/<slug:prompt>/",
        views.answer_prompt,
        name="answer-prompt",
    ),
    path("cycles/<str:pk>/problem/", thinking.state_problem, name="state-problem"),
    path("cycles/<str:pk>/problem/share/", thinking.share_problem, name="share-problem"),
    path("cycles/<str:pk>/needs/", thinking.write_needs, name="write-needs"),
    path("cycles/<str:pk>/evidence/", thinking.add_evidence, name="add-evidence"),
    path("cycles/<str:pk>/evidence/<str:evidence>/remove/", thinking.remove_evidence, name="remove-evidence"),
    path("cycles/<str:pk>/whys/", thinking.add_cause, name="add-cause"),
    path("cycles/<str:pk>/whys/<str:cause>/", thinking.back_cause, name="back-cause"),
    path("cycles/<str:pk>/ideas/", thinking.ideas, name="ideas"),
    path("cycles/<str:pk>/ideas/open/", thinking.open_idea_board, name="open-idea-board"),
    path("cycles/<str:pk>/ideas/<str:idea>/dot/", thinking.vote_idea, name="vote-idea"),
    path("cycles/<str:pk>/goals/", planning.goals, name="goals"),
    path("cycles/<str:pk>/goals/<slug:kind>/", planning.set_goal, name="set-goal"),
    path("cycles/<str:pk>/strategy/", planning.choose_strategy, name="choose-strategy"),
    path("cycles/<str:pk>/theory/", planning.write_theory, name="write-theory"),
    path("cycles/<str:pk>/prediction/", planning.write_prediction, name="write-prediction"),
    path("cycles/<str:pk>/prediction/lock/", planning.lock_prediction, name="lock-prediction"),
    path("cycles/<str:pk>/plan/", planning.plan_steps, name="plan-steps"),
    path("cycles/<str:pk>/plan/<str:plan_step>/done/", planning.finish_plan_step, name="finish-plan-step"),
    path("cycles/<str:pk>/measure/", planning.watch_measure, name="watch-measure"),
    path("cycles/<str:pk>/learning/", planning.learning_designs, name="learning-designs"),
    path("cycles/<str:pk>/use/", doing.record_use, name="record-use"),
    path("cycles/<str:pk>/voices/<slug:kind>/", doing.speak, name="speak"),
    path("cycles/<str:pk>/decision/", closing.decide_cycle, name="decide-cycle"),
    path("cycles/<str:pk>/message/", closing.tell_families, name="tell-families"),
    path("cycles/<str:pk>/story/", closing.write_story, name="write-story"),
    path("cycles/<str:pk>/story/take-back/", closing.take_back_story, name="take-back-story"),
    path("places/<str:pk>/use-first/", settings.set_use_first, name="set-use-first"),
    path("stories/<str:pk>/", closing.story, name="story"),
]
