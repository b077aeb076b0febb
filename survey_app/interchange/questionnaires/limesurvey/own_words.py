"""Words that LimeSurvey shows without writing them into its files, in the languages we have them in."""

from survey_app.questions.definition import Text

YES: Text = {"en": "Yes", "es": "Sí", "zh_Hans_CN": "是"}
NO: Text = {"en": "No", "es": "No", "zh_Hans_CN": "否"}
UNCERTAIN: Text = {"en": "Uncertain", "es": "No estoy seguro", "zh_Hans_CN": "不确定"}
FEMALE: Text = {"en": "Female", "es": "Mujer", "zh_Hans_CN": "女"}
MALE: Text = {"en": "Male", "es": "Hombre", "zh_Hans_CN": "男"}
INCREASE: Text = {"en": "Increase", "es": "Aumento", "zh_Hans_CN": "增加"}
SAME: Text = {"en": "Same", "es": "Igual", "zh_Hans_CN": "不变"}
DECREASE: Text = {"en": "Decrease", "es": "Disminución", "zh_Hans_CN": "减少"}
