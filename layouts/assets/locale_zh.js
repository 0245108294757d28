/* Own small zh-CN locale for plotly.js. Month names in the abbreviated list are what date axes print. */
(function () {
  "use strict";
  var locale = {
    moduleType: "locale",
    name: "zh-CN",
    dictionary: {
      "Autoscale": "自动缩放",
      "Reset axes": "还原坐标轴",
      "Download plot as a PNG": "下载图片",
      "Double-click to zoom back out": "双击还原",
      "Zoom": "缩放",
      "Pan": "平移",
      "close:": "收：",
      "open:": "开：",
      "high:": "高：",
      "low:": "低：",
      "max:": "最大：",
      "min:": "最小：",
      "mean:": "均值：",
      "median:": "中位数：",
      "q1:": "下四分位：",
      "q3:": "上四分位：",
      "trace": "系列"
    },
    format: {
      days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
      shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
      date: "%Y-%m-%d",
      decimal: ".",
      thousands: ",",
      grouping: [3],
      year: "%Y",
      month: "%Y-%m",
      dayMonth: "%m-%d",
      dayMonthYear: "%Y-%m-%d"
    }
  };
  if (window.Plotly && window.Plotly.register) {
    window.Plotly.register(locale);
  } else {
    window.PlotlyLocales = (window.PlotlyLocales || []).concat([locale]);
  }
})();
